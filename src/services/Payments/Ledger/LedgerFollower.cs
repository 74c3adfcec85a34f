using X402.Payments;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Ledger;

/// <summary>
/// Compares the history with the ledger. Where telemetry was lost, or stopped before the end, the history takes over what the ledger says and marks it.
/// </summary>
internal sealed class LedgerFollower(LedgerReader ledger, PaymentHistory history, PaymentQueries queries, TimeProvider time) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(3);
    // telemetry of something that is going on needs a moment to arrive
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(3);

    private Dictionary<PaymentId, (PaymentState State, DateTimeOffset At)> _compared = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!ledger.IsAvailable)
            return;
        using var timer = new PeriodicTimer(s_pace, time);
        try
        {
            do
                await CompareAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the history is on disk; the next process compares again
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (await ledger.QuietSinceAsync(time.GetUtcNow() - s_quiet, Batch, cancellationToken) is not { } records)
            return;
        var compared = new Dictionary<PaymentId, (PaymentState, DateTimeOffset)>(records.Count);
        var news = new List<PaymentSpan>();
        foreach (var record in records)
        {
            var seen = (record.State, record.History[^1].At);
            if (!_compared.TryGetValue(record.Id, out var before) || before != seen)
            {
                var trace = queries.FindTrace(record.Id.ToString(), record.TraceId) ?? LedgerSpan.TraceOf(record);
                if (queries.Find(trace)?.Outcome is not { } told || told != LedgerSpan.OutcomeOf(record.State))
                    news.Add(LedgerSpan.Of(record, trace));
            }

            compared[record.Id] = seen;
        }

        history.Store(news);
        _compared = compared;
    }
}
