using X402.Evm.Transactions;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Signs the calls of a transaction that no block takes again, with a higher fee: as far as the operator's limits allow and the relayer's money goes,
/// as for a new one (SG-28).
/// </summary>
internal sealed class FeeRaise(ChainContext chain, EvmAddress relayer, VariantSigner signer, FeeOracle fees, RelayerFunds funds, Broadcaster broadcaster)
{
    /// <returns>Whether it was signed and sent anew; otherwise what was signed before is all there is.</returns>
    public async Task<bool> TryAsync(TrackedTransaction tracked, long fence, CancellationToken cancellationToken)
    {
        var previous = tracked.Latest;
        if (await fees.SuggestAsync(cancellationToken) is not { } today
            || fees.Bump(new(previous.MaxFeePerGas, previous.MaxPriorityFeePerGas), today) is not { } raised
            || !Eip1559Transaction.TryDecode(previous.Raw.Span, out var decoded))
            return false;
        var transaction = decoded!.Transaction with { Fees = raised };
        // one that fills a gap settles nothing, and what follows it waits: it may cost what a settlement may
        if (!fees.IsAffordable(transaction.GasLimit, raised, Math.Max(1, tracked.Transaction.Settlements.Count)))
            return false;
        var before = funds.ReservedFor(transaction.Nonce);
        if (!await funds.ReserveAsync(transaction.Nonce, raised.MaxFeePerGas * transaction.GasLimit, cancellationToken))
            return false;
        RelayerTransaction? replaced = null;
        SignedVariant variant;
        try
        {
            variant = await signer.SignAsync(transaction, cancellationToken);
            replaced = await chain.Journal.AddVariantAsync(tracked.Transaction.Id, variant, fence, cancellationToken);
        }
        finally
        {
            if (replaced is null)
                funds.Restore(transaction.Nonce, before);
        }
        if (replaced is null)
            return false;
        if (before.IsZero)
            tracked.HoldSlot(() => funds.Release(transaction.Nonce));
        tracked.Transaction = replaced;
        Log.Replaced(chain.Logger, chain.Network, replaced.Id.Nonce, relayer, (chain.Time.GetUtcNow() - previous.SignedAt).TotalSeconds, variant.Hash);
        await broadcaster.SendAsync(replaced.Id, variant, cancellationToken);
        return true;
    }
}
