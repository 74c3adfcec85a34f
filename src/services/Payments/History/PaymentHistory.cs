using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace X402.Services.Payments.History;

/// <summary>
/// Writes what services tell. A batch is one transaction: when the sender gets its answer, all of it is stored, and the same batch again changes nothing.
/// </summary>
public sealed class PaymentHistory : IDisposable
{
    // pruning looks at the whole table, so not at every batch
    private const int PruneEvery = 200;
    private const int LogsPerPayment = 4;

    private readonly Lock _writing = new();
    private readonly SqliteConnection _connection;
    private readonly PaymentFeed _feed;
    private readonly int _capacity;
    private readonly PreparedCommand _writeSpan;
    private readonly PreparedCommand _writeDocument;
    private readonly PreparedCommand _writePayment;
    private readonly PreparedCommand _writeLog;
    private readonly PreparedCommand _readSpans;
    private int _sincePruned = PruneEvery;

    /// <summary>Opens the history, and makes it if there is none.</summary>
    public PaymentHistory(IOptions<PaymentsOptions> options, PaymentFeed feed)
    {
        ArgumentNullException.ThrowIfNull(options);
        Database = new HistoryDatabase(options.Value.HistoryFile());
        _connection = Database.Open();
        _feed = feed;
        _capacity = Math.Clamp(options.Value.Capacity, 100, 1_000_000);
        _writeSpan = new(_connection, $"INSERT OR REPLACE INTO spans({PaymentRows.SpanColumns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)", 9);
        _writeDocument = new(_connection, "INSERT OR REPLACE INTO documents(trace, span, number, at, service, name, header, content) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)", 8);
        _writePayment = new(_connection, $"""
            INSERT OR REPLACE INTO payments({PaymentRows.Columns}, search)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            """, 23);
        _writeLog = new(_connection, "INSERT INTO logs(trace, at, severity, service, text) VALUES ($0, $1, $2, $3, $4)", 5);
        _readSpans = new(_connection, $"SELECT {PaymentRows.SpanColumns} FROM spans WHERE trace = $0 ORDER BY start", 1);
    }

    internal HistoryDatabase Database { get; }

    /// <summary>Stores spans and brings the payments they belong to up to date.</summary>
    public void Store(IReadOnlyCollection<PaymentSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        if (spans.Count == 0)
            return;
        var traces = spans.Select(static span => span.TraceId).ToHashSet();
        lock (_writing)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var span in spans)
                Write(transaction, span);
            foreach (var trace in traces)
                Write(transaction, PaymentProjection.Of(Spans(transaction, trace)));
            _sincePruned += traces.Count;
            if (_sincePruned >= PruneEvery)
                Prune(transaction);
            transaction.Commit();
        }

        _feed.Publish(traces);
    }

    /// <summary>Stores what services logged while they worked for a payment.</summary>
    public void Store(IReadOnlyCollection<PaymentLog> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (logs.Count == 0)
            return;
        lock (_writing)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var log in logs)
                _writeLog.Execute(transaction, log.TraceId, PaymentRows.Microseconds(log.At), log.Severity, log.Service, log.Text);
            transaction.Commit();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _writeSpan, _writeDocument, _writePayment, _writeLog, _readSpans })
            command.Dispose();
        _connection.Dispose();
    }

    private void Write(SqliteTransaction transaction, PaymentSpan span)
    {
        _writeSpan.Execute(
            transaction, span.TraceId, span.SpanId, span.Name, span.Service, span.Start, span.Duration, span.IsError, span.Message,
            JsonSerializer.Serialize(span.Attributes, HistoryJson.Default.IReadOnlyDictionaryStringString));
        for (var number = 0; number < span.Documents.Count; number++)
        {
            var document = span.Documents[number];
            _writeDocument.Execute(
                transaction, span.TraceId, span.SpanId, number, PaymentRows.Microseconds(document.At), document.Service, document.Name, document.Header, document.Content);
        }
    }

    private List<PaymentSpan> Spans(SqliteTransaction transaction, string trace)
    {
        using var rows = _readSpans.Read(transaction, trace);
        var spans = new List<PaymentSpan>();
        while (rows.Read())
            spans.Add(PaymentRows.Span(rows));
        return spans;
    }

    // in the order of PaymentRows.Columns
    private void Write(SqliteTransaction transaction, Payment payment) => _writePayment.Execute(
        transaction, payment.TraceId, PaymentRows.Microseconds(payment.Started), PaymentRows.Microseconds(payment.Duration), (int)payment.Outcome, payment.Reason,
        payment.Endpoint, payment.Payer, payment.PayTo, payment.Network, payment.Scheme, payment.Asset, payment.Amount, payment.Version, payment.PaymentId,
        payment.Transaction, payment.Block, payment.Gas, payment.BatchSize, payment.Relayer,
        payment.Verify is { } verify ? PaymentRows.Microseconds(verify) : null, payment.Settle is { } settle ? PaymentRows.Microseconds(settle) : null, payment.LedgerState,
        string.Join(' ', payment.TraceId, payment.PaymentId, payment.Transaction, payment.Payer, payment.PayTo, payment.Reason, payment.Endpoint).ToLowerInvariant());

    private void Prune(SqliteTransaction transaction)
    {
        _sincePruned = 0;
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            CREATE TEMP TABLE IF NOT EXISTS gone(trace TEXT PRIMARY KEY);
            DELETE FROM gone;
            INSERT INTO gone SELECT trace FROM payments ORDER BY started DESC LIMIT -1 OFFSET $capacity;
            DELETE FROM spans WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM logs WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM documents WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM payments WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM logs WHERE rowid <= (SELECT max(rowid) FROM logs) - $logs;
            """;
        command.Parameters.AddWithValue("$capacity", _capacity);
        command.Parameters.AddWithValue("$logs", (long)_capacity * LogsPerPayment);
        command.ExecuteNonQuery();
    }
}
