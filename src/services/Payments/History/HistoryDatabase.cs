using Microsoft.Data.Sqlite;

namespace X402.Services.Payments.History;

/// <summary>The file that holds the history: one writer, any number of readers (write-ahead log).</summary>
internal sealed class HistoryDatabase
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS spans(
            trace TEXT NOT NULL, span TEXT NOT NULL, name TEXT NOT NULL, service TEXT NOT NULL, start INTEGER NOT NULL,
            duration INTEGER NOT NULL, error INTEGER NOT NULL, message TEXT, attributes TEXT NOT NULL, PRIMARY KEY(trace, span)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS payments(
            trace TEXT PRIMARY KEY, started INTEGER NOT NULL, duration INTEGER NOT NULL, outcome INTEGER NOT NULL, reason TEXT, endpoint TEXT,
            payer TEXT, pay_to TEXT, network TEXT, scheme TEXT, asset TEXT, amount TEXT, version TEXT, payment_id TEXT, tx TEXT, block INTEGER,
            gas INTEGER, batch INTEGER, relayer TEXT, verify INTEGER, settle INTEGER, ledger TEXT, search TEXT NOT NULL) WITHOUT ROWID;
        DROP INDEX IF EXISTS payments_started;
        -- holds all that statistics add up, so that they read nothing else
        CREATE INDEX IF NOT EXISTS payments_statistics ON payments(started, outcome, reason, endpoint, network, asset, amount, gas, verify, settle, duration);
        CREATE INDEX IF NOT EXISTS payments_outcome ON payments(outcome, started);
        CREATE INDEX IF NOT EXISTS payments_endpoint ON payments(endpoint, started);
        CREATE INDEX IF NOT EXISTS payments_id ON payments(payment_id) WHERE payment_id IS NOT NULL;
        CREATE INDEX IF NOT EXISTS payments_tx ON payments(tx) WHERE tx IS NOT NULL;
        CREATE TABLE IF NOT EXISTS documents(
            trace TEXT NOT NULL, span TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, service TEXT NOT NULL, name TEXT NOT NULL, header TEXT,
            content TEXT NOT NULL, PRIMARY KEY(trace, span, number)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS logs(trace TEXT NOT NULL, at INTEGER NOT NULL, severity INTEGER NOT NULL, service TEXT NOT NULL, text TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS logs_trace ON logs(trace, at);
        """;

    private readonly string _connectionString;

    public HistoryDatabase(string file)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();
        using var connection = Open();
        // what is committed survives the death of the process; only the machine's death may take the last moment with it
        Execute(connection, "PRAGMA journal_mode = WAL;");
        Execute(connection, Schema);
        // a history that an earlier version has begun
        if (!HasColumn(connection, "payments", "ledger"))
            Execute(connection, "ALTER TABLE payments ADD COLUMN ledger TEXT;");
    }

    /// <summary>A connection of the caller's own.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Execute(connection, "PRAGMA synchronous = NORMAL;");
        return connection;
    }

    private static bool HasColumn(SqliteConnection connection, string table, string column)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_info($table) WHERE name = $column";
        command.Parameters.AddWithValue("$table", table);
        command.Parameters.AddWithValue("$column", column);
        return (long)command.ExecuteScalar()! > 0;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
