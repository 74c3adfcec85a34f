using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace X402.Services.Payments.History;

/// <summary>Payments and spans as rows.</summary>
internal static class PaymentRows
{
    public const string Columns =
        "trace, started, duration, outcome, reason, endpoint, payer, pay_to, network, scheme, asset, amount, version, payment_id, tx, block, gas, batch, relayer, verify, settle, ledger";

    public const string SpanColumns = "trace, span, name, service, start, duration, error, message, attributes";

    public static Payment Payment(SqliteDataReader row) => new()
    {
        TraceId = row.GetString(0),
        Started = DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(1)),
        Duration = TimeSpan.FromMicroseconds(row.GetInt64(2)),
        Outcome = (PaymentOutcome)row.GetInt32(3),
        Reason = Text(row, 4),
        Endpoint = Text(row, 5),
        Payer = Text(row, 6),
        PayTo = Text(row, 7),
        Network = Text(row, 8),
        Scheme = Text(row, 9),
        Asset = Text(row, 10),
        Amount = Text(row, 11),
        Version = Text(row, 12),
        PaymentId = Text(row, 13),
        Transaction = Text(row, 14),
        Block = Number(row, 15),
        Gas = Number(row, 16),
        BatchSize = (int?)Number(row, 17),
        Relayer = Text(row, 18),
        Verify = Time(row, 19),
        Settle = Time(row, 20),
        LedgerState = Text(row, 21),
    };

    public static PaymentSpan Span(SqliteDataReader row) => new()
    {
        TraceId = row.GetString(0),
        SpanId = row.GetString(1),
        Name = row.GetString(2),
        Service = row.GetString(3),
        Start = row.GetInt64(4),
        Duration = row.GetInt64(5),
        IsError = row.GetBoolean(6),
        Message = Text(row, 7),
        Attributes = JsonSerializer.Deserialize(row.GetString(8), HistoryJson.Default.IReadOnlyDictionaryStringString)!,
    };

    public static PaymentDocument Document(SqliteDataReader row) => new(
        DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(0)), row.GetString(1), row.GetString(2), Text(row, 3), row.GetString(4));

    public static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static TimeSpan? Time(SqliteDataReader row, int column) => Number(row, column) is { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null;
}
