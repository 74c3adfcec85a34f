using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.Ledger;
using X402.Payments;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Settlement;

/// <summary>
/// Closes payments whose settlement was asked for and whose outcome nobody knows: after a timeout, a lost answer, or the death of the process that asked.
/// Every such payment ends settled or failed, by the facilitator's evidence; its buyer then gets a definite answer. Work that was paid up front and
/// whose process died is noted as owed: so it stands in the books, and is forgotten in its time, although nobody comes back for it.
/// </summary>
/// <remarks>
/// Each payment is asked for by itself: neither one that fails nor one whose answer is long in coming keeps the others waiting. How long one may take
/// is the settler's to say.
/// </remarks>
internal sealed class SettlementReconciler(IPaymentLedger ledger, PaymentSettler settler, SettlementWatch watch, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<SettlementReconciler> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    /// <summary>How many payments are asked for at the same time.</summary>
    private const int Most = 32;

    private static readonly PaymentQuery s_open = new() { States = [PaymentState.Unknown, PaymentState.Settling], Limit = BatchSize };

    private static readonly PaymentQuery s_serving = new() { States = [PaymentState.Serving], Limit = BatchSize };

    private readonly ConcurrentDictionary<PaymentId, Task> _asked = new();
    private readonly SemaphoreSlim _free = new(Most);

    public override void Dispose()
    {
        base.Dispose();
        _free.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReconcileInterval, time);
        try
        {
            do
            {
                await TryAsync(ReconcileAsync, stoppingToken);
                await TryAsync(OweAsync, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // the next process goes on
        }
        await Task.WhenAll(_asked.Values);
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.ReconcilingFailed(logger, exception);
        }
    }

    private async Task ReconcileAsync(CancellationToken stoppingToken)
    {
        await foreach (var record in ledger.QueryAsync(s_open, stoppingToken))
        {
            // somebody works on it, or it is not yet time to ask again
            if (record.LeaseUntil > time.GetUtcNow())
                watch.Begin(record, stoppingToken);
            else if (!_asked.TryGetValue(record.Id, out var asked) || asked.IsCompleted)
            {
                await _free.WaitAsync(stoppingToken);
                _asked[record.Id] = Task.Run(() => AskAsync(record, stoppingToken), CancellationToken.None);
            }
        }
        foreach (var (id, asked) in _asked)
        {
            if (asked.IsCompleted)
                _asked.TryRemove(id, out _);
        }
    }

    private async Task AskAsync(PaymentRecord record, CancellationToken stoppingToken)
    {
        try
        {
            watch.Begin(await settler.ReconcileAsync(record, stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the next process goes on
        }
#pragma warning disable CA1031 // whatever is wrong with this payment, the others are asked for all the same
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.PaymentNotReconciled(logger, exception, PaymentLabel.Of(record.Id), record.Endpoint);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task OweAsync(CancellationToken stoppingToken)
    {
        await foreach (var record in ledger.QueryAsync(s_serving, stoppingToken))
        {
            if (record.LeaseUntil <= time.GetUtcNow()
                && await ledger.AdvanceAsync(record, new() { To = PaymentState.Owed, Reason = PaymentReasons.PaidNotDelivered.Code }, stoppingToken) is not null)
                Log.PaidNotDelivered(logger, record.Endpoint, PaymentLabel.Of(record.Id));
        }
    }
}
