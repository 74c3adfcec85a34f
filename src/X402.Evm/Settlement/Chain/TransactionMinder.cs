using X402.Evm.Rpc;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Looks after a transaction that is in no block: sends it again, raises its fee, and at intervals asks whether it can still land at all.
/// </summary>
internal sealed class TransactionMinder(ChainContext chain, SettlementJudge judge, Broadcaster broadcaster)
{
    private static readonly TimeSpan s_resend = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_note = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_search = TimeSpan.FromSeconds(5);

    /// <returns>Whether nothing about the transaction is open any more.</returns>
    public async Task<bool> MindAsync(TrackedTransaction tracked, BlockHeader head, CancellationToken cancellationToken)
    {
        var now = chain.Time.GetUtcNow();
        if (tracked.MinedIn is not null)
        {
            await judge.ReopenAsync(tracked, cancellationToken);
            tracked.WasSent = false;
        }
        // what holds it back now does so for a while: tried no more often than it is sent
        if (tracked.Owner is { IsActive: true } owner && tracked.WasSent && now - tracked.Latest.SignedAt >= chain.Options.StuckAfter
            && now - tracked.SentAt >= (chain.Options.StuckAfter < s_resend ? chain.Options.StuckAfter : s_resend)
            && await owner.ReplaceAsync(tracked, cancellationToken))
        {
            tracked.SentAt = now;
        }
        else if (!tracked.WasSent || now - tracked.SentAt >= s_resend)
        {
            tracked.WasSent |= await broadcaster.SendAsync(tracked.Transaction.Id, tracked.Latest, cancellationToken) == BroadcastOutcome.Sent;
            tracked.SentAt = now;
            // on a chain that mines at once it is in a block by now
            tracked.LookAgain = true;
        }
        // what the next block takes is not worth an entry
        if (tracked.WasSent && now - tracked.Latest.SignedAt >= s_note && tracked.Items.Any(static item => item.Record.State is SettlementState.Signed or SettlementState.Unknown))
            await judge.NoteAsync(tracked.Items, SettlementState.Broadcast, cancellationToken);
        if (now - tracked.EvidenceAt < s_search)
            return false;
        tracked.EvidenceAt = now;
        foreach (var item in tracked.Items)
            await judge.SearchAsync(item, head, cancellationToken);
        return await IsDeadAsync(tracked, head, cancellationToken);
    }

    // The nonce is used up, deep in the chain, and none of our variants has a receipt: then none can ever land, and only then may
    // its settlements be signed again.
    private async Task<bool> IsDeadAsync(TrackedTransaction tracked, BlockHeader head, CancellationToken cancellationToken)
    {
        if (head.Number < chain.FinalityDepth)
            return false;
        var id = tracked.Transaction.Id;
        var count = EvmRpcCalls.TransactionCount(EvmAddress.Parse(id.Relayer), BlockTag.Number(head.Number - chain.FinalityDepth + 1));
        var receipts = tracked.Transaction.Variants.Select(static variant => EvmRpcCalls.Receipt(Hash32.Parse(variant.Hash))).ToArray();
        await chain.Rpc.SendAsync([count, .. receipts], cancellationToken);
        if (count.Result <= id.Nonce || receipts.Any(static call => call.Error is not null || call.Result is not null))
            return false;

        await judge.NoteAsync(tracked.Items, SettlementState.Accepted, cancellationToken);
        var again = tracked.Items.Where(static item => item.Record.State == SettlementState.Accepted).ToArray();
        Log.NonceStolen(chain.Logger, chain.Network, id.Nonce, id.Relayer, again.Length);
        await chain.Journal.CloseAsync(id, null, cancellationToken);
        foreach (var item in tracked.Items)
            chain.GasBudget.Return(item);
        foreach (var item in again)
            chain.Queue.Add(item);
        return true;
    }
}
