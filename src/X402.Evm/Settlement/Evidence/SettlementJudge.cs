using X402.Evm.Rpc;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Decides settlements on the evidence of the chain, writes that down, and tells who waits. Nothing else in the engine calls a settlement
/// paid or failed after something was signed for it.
/// </summary>
internal sealed class SettlementJudge(ChainContext chain, EvidenceFinder evidence)
{
    /// <summary>Judges the settlements of transactions that are in blocks deep enough to be answered.</summary>
    public async Task DecideAsync(IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, BlockHeader head, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts(chain);
        foreach (var (tracked, receipt) in found)
        {
            if (tracked.MinedIn == receipt.BlockHash || DepthOf(receipt, head) < (ulong)chain.Options.Confirmations)
                continue;
            if (tracked.MinedIn is not null)
                await ReopenAsync(tracked, cancellationToken);
            var gas = receipt.GasUsed / (ulong)Math.Max(1, tracked.Items.Count);
            foreach (var item in tracked.Items)
            {
                if (SettlementStateMachine.IsDecided(item.Record.State))
                    continue;
                if (item.Call.Check(receipt) is { } reason)
                    await JudgeFailureAsync(verdicts, item, receipt, reason, gas, head, cancellationToken);
                else
                    verdicts.AddConfirmed(item, receipt, gas, isFinal: DepthOf(receipt, head) >= chain.FinalityDepth);
            }
        }
        if (verdicts.Count == 0)
        {
            MarkMined(found, head);
            return;
        }
        SettlementKillPoints.Pass(SettlementKillPoints.Mined);
        await verdicts.WriteAsync(cancellationToken);
        MarkMined(found, head);
        SettlementKillPoints.Pass(SettlementKillPoints.Confirmed);
        verdicts.Publish();
    }

    /// <summary>Makes the settlements of transactions final that are deep enough.</summary>
    /// <returns>The transactions about which nothing is open any more.</returns>
    public async Task<IReadOnlyList<TrackedTransaction>> FinishAsync(IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, BlockHeader head, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts(chain);
        var deep = new List<(TrackedTransaction Tracked, TransactionReceipt Receipt)>();
        foreach (var (tracked, receipt) in found)
        {
            if (tracked.MinedIn != receipt.BlockHash || DepthOf(receipt, head) < chain.FinalityDepth)
                continue;
            deep.Add((tracked, receipt));
            foreach (var item in tracked.Items)
            {
                if (await FinalStateAsync(item, receipt, head, cancellationToken) is { } final)
                    verdicts.AddFinal(item, final);
            }
        }
        await verdicts.WriteAsync(cancellationToken);
        deep.RemoveAll(static transaction => transaction.Tracked.Items.Any(static item => !SettlementStateMachine.IsFinal(item.Record.State)));
        await Task.WhenAll(deep.Select(transaction => chain.Journal.CloseAsync(transaction.Tracked.Transaction.Id, transaction.Receipt.TransactionHash.ToString(), cancellationToken).AsTask()));
        return deep.ConvertAll(static transaction => transaction.Tracked);
    }

    /// <summary>Looks whether a settlement that is in no transaction's receipt happened by other hands, or cannot happen any more.</summary>
    public async Task SearchAsync(SettlementItem item, BlockHeader head, CancellationToken cancellationToken)
    {
        if (SettlementStateMachine.IsDecided(item.Record.State))
            return;
        var verdicts = new Verdicts(chain);
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is { Kind: EvidenceKind.Paid, Receipt: { } receipt } && DepthOf(receipt, head) >= (ulong)chain.Options.Confirmations)
        {
            Log.Preempted(chain.Logger, item.Call.Id.ToString(), receipt.TransactionHash.ToString());
            verdicts.Add(item, SettlementState.Confirmed, null, receipt, null);
        }
        else if (await FindObstacleAsync(item.Call, found, head, cancellationToken) is { } reason)
        {
            if (item.Record.State is not (SettlementState.Unknown or SettlementState.Accepted))
            {
                verdicts.Add(item, SettlementState.Unknown, null, null, null);
                await verdicts.WriteAsync(cancellationToken);
                verdicts = new(chain);
            }
            verdicts.Add(item, SettlementState.Failed, reason, null, null);
        }
        await verdicts.WriteAsync(cancellationToken);
        verdicts.Publish();
    }

    /// <summary>Finishes a settlement that no transaction of ours carries: one that somebody else paid, or one of a chain that is gone.</summary>
    public async Task ReviewAsync(SettlementItem item, BlockHeader head, CancellationToken cancellationToken)
    {
        if (item.Record.State is not (SettlementState.Confirmed or SettlementState.Reverted))
        {
            await SearchAsync(item, head, cancellationToken);
            return;
        }
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is { Kind: EvidenceKind.Paid, Receipt: { } receipt })
        {
            if (item.Record.State != SettlementState.Confirmed || DepthOf(receipt, head) < chain.FinalityDepth)
                return;
            var verdicts = new Verdicts(chain);
            verdicts.AddFinal(item, SettlementState.Settled);
            await verdicts.WriteAsync(cancellationToken);
        }
        else if (found.Kind == EvidenceKind.Unused)
        {
            await NoteAsync([item], SettlementState.Unknown, cancellationToken);
        }
    }

    /// <summary>Takes decisions back that rested on a block the chain does not have any more.</summary>
    public async Task ReopenAsync(TrackedTransaction tracked, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts(chain);
        foreach (var item in tracked.Items)
        {
            if (item.Record.State is SettlementState.Confirmed or SettlementState.Reverted)
                verdicts.Add(item, SettlementState.Unknown, null, null, null);
        }
        Log.Reorganised(chain.Logger, chain.Network, tracked.Latest.Hash, verdicts.Count);
        await verdicts.WriteAsync(cancellationToken);
        tracked.MinedIn = null;
    }

    /// <summary>Enters a state that says nothing definite.</summary>
    public async Task NoteAsync(IReadOnlyList<SettlementItem> items, SettlementState state, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts(chain);
        foreach (var item in items)
        {
            if (SettlementStateMachine.CanAdvance(item.Record.State, state))
                verdicts.Add(item, state, null, null, null);
        }
        await verdicts.WriteAsync(cancellationToken);
    }

    /// <summary>Why a payment can never happen any more, at the finality depth; <see langword="null"/> while it still may.</summary>
    private async ValueTask<PaymentReason?> FindObstacleAsync(EvmSettlementCall call, Evidence found, BlockHeader head, CancellationToken cancellationToken) => found.Kind switch
    {
        EvidenceKind.UsedOtherwise when DepthOf(found.Receipt!, head) >= chain.FinalityDepth => PaymentReasons.ExactEvmNonceAlreadyUsed,
        EvidenceKind.Unused when head.Number >= chain.FinalityDepth
            && await evidence.IsImpossibleAsync(call, head.Number - chain.FinalityDepth + 1, cancellationToken) => PaymentReasons.AuthorizationExpired,
        _ => null,
    };

    /// <summary>What a decided settlement becomes for good; <see langword="null"/> while that is open.</summary>
    private async Task<SettlementState?> FinalStateAsync(SettlementItem item, TransactionReceipt receipt, BlockHeader head, CancellationToken cancellationToken)
    {
        if (SettlementStateMachine.IsFinal(item.Record.State))
            return null;
        if (item.Record.Transaction == receipt.TransactionHash.ToString())
            return item.Record.State == SettlementState.Confirmed ? SettlementState.Settled : SettlementState.Failed;
        // paid by somebody else's transaction, which has a depth of its own
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is { Kind: EvidenceKind.Paid, Receipt: { } other })
            return DepthOf(other, head) >= chain.FinalityDepth ? SettlementState.Settled : null;
        if (found.Kind != EvidenceKind.Contradictory)
            await NoteAsync([item], SettlementState.Unknown, cancellationToken);
        return null;
    }

    private async Task JudgeFailureAsync(Verdicts verdicts, SettlementItem item, TransactionReceipt receipt, PaymentReason reason, ulong gas, BlockHeader head, CancellationToken cancellationToken)
    {
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is { Kind: EvidenceKind.Paid, Receipt: { } other })
        {
            Log.Preempted(chain.Logger, item.Call.Id.ToString(), other.TransactionHash.ToString());
            verdicts.Add(item, SettlementState.Confirmed, null, other, null);
            return;
        }
        // "failed" from a node that also says "used" is no proof; it is asked again with the next block
        if (found.Kind is EvidenceKind.Contradictory or EvidenceKind.Unclear)
        {
            Log.Contradictory(chain.Logger, item.Call.Id.ToString(), receipt.TransactionHash.ToString());
            return;
        }
        // the chain says "reverted" and not why; asked again now, it does
        if (reason == PaymentReasons.ExactEvmTransactionFailed && chain.Schemes.TryGetValue(item.Record.Request.Requirements.Scheme, out var scheme))
        {
            var verdict = await scheme.VerifyAsync(item.Record.Request, cancellationToken);
            if (verdict.InvalidReason == PaymentReasons.NetworkUnavailable.Code)
                throw new EvmRpcException("The chain cannot be asked why a settlement failed.");
            if (!verdict.IsValid && verdict.InvalidReason is { } why)
                reason = new(why);
        }
        Log.Reverted(chain.Logger, item.Call.Id.ToString(), receipt.TransactionHash.ToString(), reason.Code);
        verdicts.Add(item, SettlementState.Reverted, reason, receipt, gas);
    }

    private void MarkMined(IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, BlockHeader head)
    {
        foreach (var (tracked, receipt) in found)
        {
            if (DepthOf(receipt, head) >= (ulong)chain.Options.Confirmations && tracked.Items.All(static item => SettlementStateMachine.IsDecided(item.Record.State)))
                tracked.MinedIn = receipt.BlockHash;
        }
    }

    // the block itself counts; a node that lags behind the one that answered the receipt gives 0
    private static ulong DepthOf(TransactionReceipt receipt, BlockHeader head) =>
        head.Number < receipt.BlockNumber ? 0 : head.Number - receipt.BlockNumber + 1;
}
