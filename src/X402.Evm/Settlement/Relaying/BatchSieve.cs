using X402.Evm.Rpc;
using X402.Ledger;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Takes out of a relayer's batch what cannot go with it, so that the rest is settled: refused, overdrawn, changed or unreadable settlements.</summary>
internal sealed class BatchSieve(ChainContext chain)
{
    /// <summary>Gives items of a batch back to the queue: from here on another relayer may have them.</summary>
    public void PutBack(List<SettlementItem> batch, List<SettlementItem> items)
    {
        batch.RemoveAll(items.Contains);
        foreach (var item in items)
        {
            chain.GasBudget.Return(item);
            chain.Queue.Add(item);
        }
    }

    /// <summary>Charges what the calls may cost to the budgets for gas, and withdraws those that are over theirs.</summary>
    public async Task LeaveOutOverdrawnAsync(List<PreparedCall> calls, GasFees bid, CancellationToken cancellationToken)
    {
        List<(SettlementItem Item, PaymentReason Reason)>? overdrawn = null;
        foreach (var (item, gas) in calls)
        {
            if (chain.GasBudget.Charge(item, bid.MaxFeePerGas * gas) is { } reason)
                (overdrawn ??= []).Add((item, reason));
        }
        if (overdrawn is null)
            return;
        calls.RemoveAll(call => overdrawn.Exists(left => left.Item == call.Item));
        foreach (var group in overdrawn.GroupBy(static left => left.Reason, static left => left.Item))
            await WithdrawAsync([.. group], group.Key, cancellationToken);
    }

    /// <summary>Leaves out what somebody else settles meanwhile, or what was withdrawn and accepted anew: that comes with its new terms by itself.</summary>
    public void LeaveOutChanged(List<PreparedCall> calls, IReadOnlyList<SettlementRecord> stored)
    {
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            if (stored[i].State == SettlementState.Accepted && stored[i].Version == calls[i].Item.Record.Version)
                continue;
            // its callers may be here
            chain.Outcomes.Publish(stored[i]);
            chain.GasBudget.Return(calls[i].Item);
            calls.RemoveAt(i);
        }
    }

    /// <summary>Leaves out settlements of which nobody can be told how they end. One that can be read again is found in the journal.</summary>
    /// <exception cref="UnreadableRecordException">All of them can be read by now.</exception>
    public async Task LeaveOutUnreadableAsync(List<PreparedCall> calls, CancellationToken cancellationToken)
    {
        var count = calls.Count;
        for (var i = count - 1; i >= 0; i--)
        {
            if (await chain.FindReadableAsync(calls[i].Item.Call.Id, cancellationToken) is not null)
                continue;
            chain.GasBudget.Return(calls[i].Item);
            calls.RemoveAt(i);
        }
        if (calls.Count == count)
            throw new UnreadableRecordException("of a settlement that is to be signed");
    }

    /// <summary>Refuses settlements for which nothing was signed.</summary>
    public async Task WithdrawAsync(List<SettlementItem> items, PaymentReason reason, CancellationToken cancellationToken)
    {
        if (reason == PaymentReasons.SettlementNotProfitable)
            Log.TooExpensive(chain.Logger, chain.Network, items.Count);
        foreach (var item in items)
            chain.GasBudget.Return(item);
        var withdrawn = await chain.Journal.AdvanceAsync(
            [.. items.Select(item => new SettlementAdvance { Id = item.Call.Id, Version = item.Record.Version, To = SettlementState.Withdrawn, Reason = reason.Code, At = chain.Time.GetUtcNow() })],
            cancellationToken);
        foreach (var record in withdrawn)
        {
            if (record is not null)
                chain.Outcomes.Publish(record);
        }
    }
}
