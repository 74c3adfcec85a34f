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
    private int _sincePruned = PruneEvery;

    /// <summary>Opens the history, and makes it if there is none.</summary>
    public PaymentHistory(IOptions<PaymentsOptions> options, PaymentFeed feed)
    {
        ArgumentNullException.ThrowIfNull(options);
        Database = new HistoryDatabase(options.Value.HistoryFile());
        _connection = Database.Open();
        _feed = feed;
        _capacity = Math.Clamp(options.Value.Capacity, 100, 1_000_000);
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
            {
                Write(transaction, span);
                for (var number = 0; number < span.Documents.Count; number++)
                    Write(transaction, span, number);
            }
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
            {
                using var command = Command(transaction, "INSERT INTO logs(trace, at, severity, service, text) VALUES ($trace, $at, $severity, $service, $text)");
                command.Parameters.AddWithValue("$trace", log.TraceId);
                command.Parameters.AddWithValue("$at", PaymentRows.Microseconds(log.At));
                command.Parameters.AddWithValue("$severity", log.Severity);
                command.Parameters.AddWithValue("$service", log.Service);
                command.Parameters.AddWithValue("$text", log.Text);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Write(SqliteTransaction transaction, PaymentSpan span)
    {
        using var command = Command(transaction, $"INSERT OR REPLACE INTO spans({PaymentRows.SpanColumns}) VALUES ($trace, $span, $name, $service, $start, $duration, $error, $message, $attributes)");
        command.Parameters.AddWithValue("$trace", span.TraceId);
        command.Parameters.AddWithValue("$span", span.SpanId);
        command.Parameters.AddWithValue("$name", span.Name);
        command.Parameters.AddWithValue("$service", span.Service);
        command.Parameters.AddWithValue("$start", span.Start);
        command.Parameters.AddWithValue("$duration", span.Duration);
        command.Parameters.AddWithValue("$error", span.IsError);
        command.Parameters.AddWithValue("$message", Nullable(span.Message));
        command.Parameters.AddWithValue("$attributes", JsonSerializer.Serialize(span.Attributes, HistoryJson.Default.IReadOnlyDictionaryStringString));
        command.ExecuteNonQuery();
    }

    private void Write(SqliteTransaction transaction, PaymentSpan span, int number)
    {
        var document = span.Documents[number];
        using var command = Command(transaction, "INSERT OR REPLACE INTO documents(trace, span, number, at, service, name, header, content) VALUES ($trace, $span, $number, $at, $service, $name, $header, $content)");
        command.Parameters.AddWithValue("$trace", span.TraceId);
        command.Parameters.AddWithValue("$span", span.SpanId);
        command.Parameters.AddWithValue("$number", number);
        command.Parameters.AddWithValue("$at", PaymentRows.Microseconds(document.At));
        command.Parameters.AddWithValue("$service", document.Service);
        command.Parameters.AddWithValue("$name", document.Name);
        command.Parameters.AddWithValue("$header", Nullable(document.Header));
        command.Parameters.AddWithValue("$content", document.Content);
        command.ExecuteNonQuery();
    }

    private List<PaymentSpan> Spans(SqliteTransaction transaction, string trace)
    {
        using var command = Command(transaction, $"SELECT {PaymentRows.SpanColumns} FROM spans WHERE trace = $trace ORDER BY start");
        command.Parameters.AddWithValue("$trace", trace);
        using var rows = command.ExecuteReader();
        var spans = new List<PaymentSpan>();
        while (rows.Read())
            spans.Add(PaymentRows.Span(rows));
        return spans;
    }

    private void Write(SqliteTransaction transaction, Payment payment)
    {
        using var command = Command(transaction, $"""
            INSERT OR REPLACE INTO payments({PaymentRows.Columns}, search) VALUES ($trace, $started, $duration, $outcome, $reason, $endpoint, $payer, $payTo,
            $network, $scheme, $asset, $amount, $version, $id, $tx, $block, $gas, $batch, $relayer, $verify, $settle, $ledger, $search)
            """);
        command.Parameters.AddWithValue("$trace", payment.TraceId);
        command.Parameters.AddWithValue("$started", PaymentRows.Microseconds(payment.Started));
        command.Parameters.AddWithValue("$duration", Microseconds(payment.Duration));
        command.Parameters.AddWithValue("$outcome", (int)payment.Outcome);
        command.Parameters.AddWithValue("$reason", Nullable(payment.Reason));
        command.Parameters.AddWithValue("$endpoint", Nullable(payment.Endpoint));
        command.Parameters.AddWithValue("$payer", Nullable(payment.Payer));
        command.Parameters.AddWithValue("$payTo", Nullable(payment.PayTo));
        command.Parameters.AddWithValue("$network", Nullable(payment.Network));
        command.Parameters.AddWithValue("$scheme", Nullable(payment.Scheme));
        command.Parameters.AddWithValue("$asset", Nullable(payment.Asset));
        command.Parameters.AddWithValue("$amount", Nullable(payment.Amount));
        command.Parameters.AddWithValue("$version", Nullable(payment.Version));
        command.Parameters.AddWithValue("$id", Nullable(payment.PaymentId));
        command.Parameters.AddWithValue("$tx", Nullable(payment.Transaction));
        command.Parameters.AddWithValue("$block", Nullable(payment.Block));
        command.Parameters.AddWithValue("$gas", Nullable(payment.Gas));
        command.Parameters.AddWithValue("$batch", Nullable(payment.BatchSize));
        command.Parameters.AddWithValue("$relayer", Nullable(payment.Relayer));
        command.Parameters.AddWithValue("$verify", Nullable(payment.Verify is { } verify ? Microseconds(verify) : null));
        command.Parameters.AddWithValue("$settle", Nullable(payment.Settle is { } settle ? Microseconds(settle) : null));
        command.Parameters.AddWithValue("$ledger", Nullable(payment.LedgerState));
        command.Parameters.AddWithValue("$search", string.Join(
            ' ', payment.TraceId, payment.PaymentId, payment.Transaction, payment.Payer, payment.PayTo, payment.Reason, payment.Endpoint).ToLowerInvariant());
        command.ExecuteNonQuery();
    }

    private void Prune(SqliteTransaction transaction)
    {
        _sincePruned = 0;
        using var command = Command(transaction, """
            CREATE TEMP TABLE IF NOT EXISTS gone(trace TEXT PRIMARY KEY);
            DELETE FROM gone;
            INSERT INTO gone SELECT trace FROM payments ORDER BY started DESC LIMIT -1 OFFSET $capacity;
            DELETE FROM spans WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM logs WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM documents WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM payments WHERE trace IN (SELECT trace FROM gone);
            DELETE FROM logs WHERE rowid <= (SELECT max(rowid) FROM logs) - $logs;
            """);
        command.Parameters.AddWithValue("$capacity", _capacity);
        command.Parameters.AddWithValue("$logs", (long)_capacity * LogsPerPayment);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction transaction, string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // constants; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static object Nullable(object? value) => value ?? DBNull.Value;
}
