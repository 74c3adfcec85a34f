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
    // so often in a row: it will not be found out soon
    private const int Hopeless = 3;

    private readonly Setbacks _setbacks = new(chain);

    /// <summary>Judges the settlements of transactions that are in blocks deep enough to be answered.</summary>
    public async Task DecideAsync(IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, BlockHeader head, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts(chain);
        foreach (var (tracked, receipt) in found)
        {
            if (DepthOf(receipt, head) < (ulong)chain.Options.Confirmations)
                continue;
            if (tracked.MinedIn is { } before && before != receipt.BlockHash)
                await ReopenAsync(tracked, cancellationToken);
            var gas = receipt.GasUsed / (ulong)Math.Max(1, tracked.Transaction.Settlements.Count);
            foreach (var item in tracked.Items)
            {
                if (!SettlementStateMachine.IsDecided(item.Record.State))
                    await _setbacks.TryAsync(item.Call.Id, () => DecideAsync(verdicts, item, receipt, gas, head, cancellationToken), cancellationToken);
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
                if (SettlementStateMachine.IsDecided(item.Record.State) && !SettlementStateMachine.IsFinal(item.Record.State))
                    await _setbacks.TryAsync(item.Call.Id, () => FinishAsync(verdicts, item, receipt, head, cancellationToken), cancellationToken);
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
        if (!SettlementStateMachine.IsDecided(item.Record.State) && !_setbacks.IsWaiting(item.Call.Id))
            await _setbacks.TryAsync(item.Call.Id, async () => IsDefinite(await SearchOnceAsync(item, head, cancellationToken)), cancellationToken);
    }

    /// <summary>
    /// Looks after an accepted settlement that was seen in somebody else's transaction: confirms it when that is deep enough.
    /// </summary>
    /// <returns>Whether that transaction's block is gone, and the payment with it: then it has to be settled after all.</returns>
    public async Task<bool> IsDueAgainAsync(SettlementItem item, BlockHeader head, CancellationToken cancellationToken)
    {
        var isDue = false;
        if (!_setbacks.IsWaiting(item.Call.Id))
            await _setbacks.TryAsync(item.Call.Id, FindAsync, cancellationToken);
        return isDue;

        async Task<bool?> FindAsync()
        {
            var (number, hash) = (item.Record.BlockNumber, item.Record.BlockHash);
            var found = await SearchOnceAsync(item, head, cancellationToken);
            isDue = found.Kind == EvidenceKind.Unused && number is { } at && hash is not null && await IsGoneAsync(at, Hash32.Parse(hash), head, cancellationToken);
            return IsDefinite(found);
        }
    }

    /// <summary>Finishes a settlement that no transaction of ours carries: one that somebody else paid, or one of a chain that is gone.</summary>
    public async Task ReviewAsync(SettlementItem item, BlockHeader head, CancellationToken cancellationToken)
    {
        if (item.Record.State is not (SettlementState.Confirmed or SettlementState.Reverted))
            await SearchAsync(item, head, cancellationToken);
        else if (!_setbacks.IsWaiting(item.Call.Id))
            await _setbacks.TryAsync(item.Call.Id, () => ReviewOnceAsync(item, head, cancellationToken), cancellationToken);
    }

    /// <summary>How deep a transaction is in the chain: the block itself counts; a node that lags behind the one that answered the receipt gives 0.</summary>
    public static ulong DepthOf(TransactionReceipt receipt, BlockHeader head) =>
        head.Number < receipt.BlockNumber ? 0 : head.Number - receipt.BlockNumber + 1;

    /// <summary>Whether something about the transaction's settlements has to be asked for again later.</summary>
    public bool IsWaitingFor(TrackedTransaction tracked) => tracked.Items.Any(item => !SettlementStateMachine.IsFinal(item.Record.State) && _setbacks.IsWaiting(item.Call.Id));

    /// <summary>Whether the chain has another block in the place of one that it had. A node that does not have that number yet does not say so.</summary>
    public async Task<bool> IsGoneAsync(ulong number, Hash32 hash, BlockHeader head, CancellationToken cancellationToken) =>
        await evidence.HasBlockAsync(number, hash, cancellationToken) is { } has
            ? !has
            // it has no second node that could lag behind, and may have been begun anew
            : chain.Identity.IsDevelopment && head.Number < number;

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

    private async Task<bool?> DecideAsync(Verdicts verdicts, SettlementItem item, TransactionReceipt receipt, ulong gas, BlockHeader head, CancellationToken cancellationToken)
    {
        if (item.Call.Check(receipt) is { } reason)
            return _setbacks.IsWaiting(item.Call.Id) ? null : await JudgeFailureAsync(verdicts, item, receipt, reason, gas, head, cancellationToken);
        verdicts.AddConfirmed(item, receipt, gas, isFinal: DepthOf(receipt, head) >= chain.FinalityDepth);
        return true;
    }

    private async Task<bool?> FinishAsync(Verdicts verdicts, SettlementItem item, TransactionReceipt receipt, BlockHeader head, CancellationToken cancellationToken)
    {
        if (item.Record.Transaction == receipt.TransactionHash.ToString())
        {
            var (paid, told) = (item.Call.Check(receipt) is null, item.Record.State == SettlementState.Confirmed);
            if (paid == told)
                verdicts.AddFinal(item, paid ? SettlementState.Settled : SettlementState.Failed);
            // it was decided on another block than this one, which a reorganisation has put in its place
            else
                await NoteAsync([item], SettlementState.Unknown, cancellationToken);
            return true;
        }
        if (_setbacks.IsWaiting(item.Call.Id))
            return null;
        // paid by somebody else's transaction, which has a depth of its own
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is not { Kind: EvidenceKind.Paid, Receipt: { } other })
            return await TakeBackAsync(item, found, head, cancellationToken);
        if (DepthOf(other, head) >= chain.FinalityDepth)
            verdicts.AddFinal(item, SettlementState.Settled);
        return true;
    }

    private async Task<Evidence> SearchOnceAsync(SettlementItem item, BlockHeader head, CancellationToken cancellationToken)
    {
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
        return found;
    }

    private async Task<bool?> ReviewOnceAsync(SettlementItem item, BlockHeader head, CancellationToken cancellationToken)
    {
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is not { Kind: EvidenceKind.Paid, Receipt: { } receipt })
            return await TakeBackAsync(item, found, head, cancellationToken);
        if (item.Record.State != SettlementState.Confirmed || DepthOf(receipt, head) < chain.FinalityDepth)
            return true;
        var verdicts = new Verdicts(chain);
        verdicts.AddFinal(item, SettlementState.Settled);
        await verdicts.WriteAsync(cancellationToken);
        return true;
    }

    // A payment that was seen in a block is open again when that block is gone, and not because a node does not show it.
    private async Task<bool?> TakeBackAsync(SettlementItem item, Evidence found, BlockHeader head, CancellationToken cancellationToken)
    {
        if (!IsDefinite(found) || item.Record is not { BlockNumber: { } number, BlockHash: { } hash } || !await IsGoneAsync(number, Hash32.Parse(hash), head, cancellationToken))
            return false;
        await NoteAsync([item], SettlementState.Unknown, cancellationToken);
        return true;
    }

    private async Task<bool?> JudgeFailureAsync(Verdicts verdicts, SettlementItem item, TransactionReceipt receipt, PaymentReason reason, ulong gas, BlockHeader head, CancellationToken cancellationToken)
    {
        var setbacks = _setbacks.CountOf(item.Call.Id);
        // what costs gas and proves nothing counts against the token as what fails, once
        if (setbacks >= Hopeless && !item.IsHopeless)
        {
            item.IsHopeless = true;
            chain.GasBudget.NoteFailure(item);
        }
        var found = await evidence.FindAsync(item.Call, head.Number, cancellationToken);
        if (found is { Kind: EvidenceKind.Paid, Receipt: { } other })
        {
            if (DepthOf(other, head) < (ulong)chain.Options.Confirmations)
                return null;
            Log.Preempted(chain.Logger, item.Call.Id.ToString(), other.TransactionHash.ToString());
            verdicts.Add(item, SettlementState.Confirmed, null, other, null);
            return true;
        }
        // "failed" from a node that also says "used" is no proof; it is asked again later
        if (!IsDefinite(found))
        {
            Log.Contradictory(chain.Logger, item.Call.Id.ToString(), receipt.TransactionHash.ToString());
            return false;
        }
        // the chain says "reverted" and not why; asked again now, it does
        if (reason == PaymentReasons.ExactEvmTransactionFailed && chain.Schemes.TryGetValue(item.Record.Request.Requirements.Scheme, out var scheme))
        {
            var verdict = await scheme.VerifyAsync(item.Record.Request, cancellationToken);
            if (verdict.InvalidReason == PaymentReasons.NetworkUnavailable.Code)
            {
                if (setbacks < Hopeless)
                    throw new EvmRpcException("The chain cannot be asked why a settlement failed.");
            }
            else if (!verdict.IsValid && verdict.InvalidReason is { } why)
            {
                reason = new(why);
            }
        }
        Log.Reverted(chain.Logger, item.Call.Id.ToString(), receipt.TransactionHash.ToString(), reason.Code);
        verdicts.Add(item, SettlementState.Reverted, reason, receipt, gas);
        return true;
    }

    private static bool IsDefinite(Evidence found) => found.Kind is not (EvidenceKind.Unclear or EvidenceKind.Contradictory);

    private void MarkMined(IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, BlockHeader head)
    {
        foreach (var (tracked, receipt) in found)
        {
            if (DepthOf(receipt, head) >= (ulong)chain.Options.Confirmations && tracked.Items.All(static item => SettlementStateMachine.IsDecided(item.Record.State)))
                (tracked.MinedIn, tracked.MinedAt) = (receipt.BlockHash, receipt.BlockNumber);
        }
    }
}
