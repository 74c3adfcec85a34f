using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Facilitators;
using X402.Ledger;
using X402.Payments;

namespace X402.AspNetCore.Gate.Settlement;

/// <summary>
/// Closes a payment of unknown outcome as soon as the facilitator tells that it is decided, where the facilitator does: without it the question
/// is asked ever less often. When the facilitator stops telling, the reconciler goes on asking as if this were not there.
/// </summary>
internal sealed class SettlementWatch(IFacilitator facilitator, IPaymentLedger ledger, PaymentSettler settler, TimeProvider time, ILogger<SettlementWatch> logger)
{
    // each is a stream of its own
    private const int Most = 256;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<PaymentId, byte> _watched = new();

    /// <summary>Begins to watch a payment, unless it is watched already.</summary>
    public void Begin(PaymentRecord record, CancellationToken stoppingToken)
    {
        if (facilitator is ISettlementWatcher watcher && record.State == PaymentState.Unknown && _watched.Count < Most && _watched.TryAdd(record.Id, 0))
            _ = WatchAsync(watcher, record.Id, stoppingToken);
    }

    private async Task WatchAsync(ISettlementWatcher watcher, PaymentId id, CancellationToken stoppingToken)
    {
        try
        {
            await watcher.WaitAsync(id, stoppingToken);
            if (await ledger.FindAsync(id, stoppingToken) is { State: PaymentState.Unknown } record)
            {
                // the lease of an unknown payment is the pause before the next question: there is an answer now
                await ledger.RenewAsync(id, record.Fence, TimeSpan.Zero, stoppingToken);
                await settler.ReconcileAsync(record, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the next process goes on
        }
#pragma warning disable CA1031 // watching only makes faster what the reconciler does in any case
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.WatchEnded(logger, PaymentLabel.Of(id), exception.Message);
        }
        // a facilitator that is away, or knows no end after all, is not watched again at every look
        await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watched.TryRemove(id, out _);
    }
}
