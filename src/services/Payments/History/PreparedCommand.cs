using Microsoft.Data.Sqlite;

namespace X402.Services.Payments.History;

/// <summary>A statement that is compiled once and run with ever other values. Not for concurrent use.</summary>
internal sealed class PreparedCommand : IDisposable
{
    private readonly SqliteCommand _command;

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">The statement; its parameters are <c>$0</c>, <c>$1</c> and so on.</param>
    /// <param name="parameters">How many parameters it has.</param>
    public PreparedCommand(SqliteConnection connection, string sql, int parameters)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // constants; values are parameters
        _command.CommandText = sql;
#pragma warning restore CA2100
        for (var number = 0; number < parameters; number++)
            _command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${number}") });
    }

    /// <summary>Runs it.</summary>
    public void Execute(SqliteTransaction transaction, params ReadOnlySpan<object?> values) => Bind(transaction, values).ExecuteNonQuery();

    /// <summary>Runs it and reads what it finds.</summary>
    public SqliteDataReader Read(SqliteTransaction transaction, params ReadOnlySpan<object?> values) => Bind(transaction, values).ExecuteReader();

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private SqliteCommand Bind(SqliteTransaction transaction, ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        for (var number = 0; number < values.Length; number++)
            _command.Parameters[number].Value = values[number] ?? DBNull.Value;
        return _command;
    }
}
