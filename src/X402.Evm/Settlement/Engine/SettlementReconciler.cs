using X402.Evm.Rpc;
using X402.Ledger;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Looks through the journal for settlements that nobody works on: accepted ones of processes that died or hold no relayer, and open ones
/// that nobody has touched for long. Whatever two processes do at once, the journal lets only one of them sign.
/// </summary>
internal sealed class SettlementReconciler(ChainContext chain, RelayerKeeper keeper, ChainWatcher watcher, SettlementJudge judge)
{
    // a process without relayers has to hand everything over; one that has some settles its own, unless it dies or its relayers cannot
    private static readonly TimeSpan s_handOver = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_leftBehind = TimeSpan.FromSeconds(2);
    private static readonly SettlementState[] s_waiting = [SettlementState.Accepted];
    private static readonly SettlementState[] s_open = [SettlementState.Signed, SettlementState.Broadcast, SettlementState.Unknown, SettlementState.Confirmed, SettlementState.Reverted];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await TakeWaitingAsync(cancellationToken);
                await TakeForgottenAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is EvmRpcException or LedgerUnavailableException)
            {
                Log.PartWaits(chain.Logger, chain.Network, "the reconciler", exception.Message);
            }
            await Task.Delay(chain.Options.ReconcileInterval, chain.Time, cancellationToken);
        }
    }

    private async Task TakeWaitingAsync(CancellationToken cancellationToken)
    {
        // who has a batch of his own to do takes nobody else's
        if (keeper.Relayers.Count == 0 || watcher.Head is not { } head || chain.Queue.Count >= chain.Options.BatchSize)
            return;
        var age = keeper.HoldsAll ? s_handOver : s_leftBehind;
        var query = new SettlementQuery { States = s_waiting, Network = chain.Network, UpdatedBefore = chain.Time.GetUtcNow() - age };
        await foreach (var record in chain.Journal.QueryAsync(query, cancellationToken))
        {
            if (!chain.Queue.Contains(record.Id, record.Version))
                await KeepApartAsync(record, () => TakeWaitingAsync(record, head, cancellationToken));
        }
    }

    private async Task TakeWaitingAsync(SettlementRecord record, BlockHeader head, CancellationToken cancellationToken)
    {
        if (chain.Restore(record) is not { } item)
            return;
        if (item.Call.ValidBefore <= chain.Time.GetUtcNow())
            await judge.SearchAsync(item, head, cancellationToken);
        // one with a transaction was seen in somebody else's
        else if (record.Transaction is null || await judge.IsDueAgainAsync(item, head, cancellationToken))
            chain.Queue.Add(item);
    }

    private async Task TakeForgottenAsync(CancellationToken cancellationToken)
    {
        if (watcher.Head is not { } head)
            return;
        var query = new SettlementQuery { States = s_open, Network = chain.Network, UpdatedBefore = chain.Time.GetUtcNow() - chain.Options.AdoptAfter };
        var forgotten = new List<SettlementRecord>();
        await foreach (var record in chain.Journal.QueryAsync(query, cancellationToken))
        {
            if (record.CarriedBy is not { } carrier || !watcher.IsTracked(carrier))
                forgotten.Add(record);
        }
        foreach (var record in forgotten)
            await KeepApartAsync(record, () => TakeForgottenAsync(record, head, cancellationToken));
    }

    private async Task TakeForgottenAsync(SettlementRecord record, BlockHeader head, CancellationToken cancellationToken)
    {
        if (record.CarriedBy is { } carrier && carrier.Network == chain.Identity.Sequence)
        {
            if (!watcher.IsTracked(carrier) && await chain.Journal.FindTransactionAsync(carrier, cancellationToken) is { } transaction)
                await watcher.AdoptAsync(transaction, null, cancellationToken);
        }
        else if (chain.Restore(record) is { } item)
        {
            await judge.ReviewAsync(item, head, cancellationToken);
        }
    }

    // One settlement's trouble must not keep the others waiting; without a node or a journal all of them wait.
    private async Task KeepApartAsync(SettlementRecord record, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (UnreadableRecordException exception)
        {
            Log.Unreadable(chain.Logger, exception.Record, chain.Network);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or EvmRpcException or LedgerUnavailableException))
        {
            Log.PartFailed(chain.Logger, exception, chain.Network, $"looking after settlement {record.Id}");
        }
    }
}
