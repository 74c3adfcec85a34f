using X402.Evm.Rpc;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>What happens before a relayer signs anything: everything it has journalled is on its way again, and no nonce is missing.</summary>
internal sealed class RelayerRecovery(ChainContext chain, EvmAddress address, VariantSigner signer, FeeOracle fees, Broadcaster broadcaster, ChainWatcher watcher)
{
    private readonly string _relayer = address.ToLowerString();

    /// <summary>Sends what is open again and fills gaps.</summary>
    /// <returns>The next nonce, and how many transactions were open.</returns>
    public async Task<(ulong Next, int Open)> ResumeAsync(Relayer owner, CancellationToken cancellationToken)
    {
        var open = new List<RelayerTransaction>();
        await foreach (var transaction in chain.Journal.ListOpenTransactionsAsync(chain.Identity.Sequence, _relayer, cancellationToken))
            open.Add(transaction);
        foreach (var transaction in open)
            await watcher.AdoptAsync(transaction, owner, cancellationToken);
        var (next, known) = await FindNextAsync(cancellationToken);
        var journalled = open.Select(static transaction => transaction.Id.Nonce).ToHashSet();
        for (var nonce = known; nonce < next; nonce++)
        {
            if (!journalled.Contains(nonce))
                await FillAsync(owner, nonce, cancellationToken);
        }
        return (next, open.Count);
    }

    /// <summary>The next nonce: behind everything the chain has seen and everything the journal has stored.</summary>
    /// <returns>The next nonce, and the first that the chain and the node's pool do not know.</returns>
    public async Task<(ulong Next, ulong Known)> FindNextAsync(CancellationToken cancellationToken)
    {
        var latest = EvmRpcCalls.TransactionCount(address);
        var pending = EvmRpcCalls.TransactionCount(address, BlockTag.Pending);
        await chain.Rpc.SendAsync([latest, pending], cancellationToken);
        var last = await chain.Journal.FindLastNonceAsync(chain.Identity.Sequence, _relayer, cancellationToken);
        var known = Math.Max(latest.Result, pending.Result);
        return (Math.Max(known, last + 1 ?? 0), known);
    }

    // Behind a missing nonce nothing lands.
    private async Task FillAsync(Relayer owner, ulong nonce, CancellationToken cancellationToken)
    {
        var id = new RelayerTransactionId(chain.Identity.Sequence, _relayer, nonce);
        var stored = await chain.Journal.FindTransactionAsync(id, cancellationToken);
        if (stored is not null && !chain.Identity.IsDevelopment)
        {
            // A transaction that was final is gone: a reorganisation deeper than finality. Its settlements are to happen again, by the same bytes.
            await watcher.AdoptAsync(stored, owner, cancellationToken);
            return;
        }
        if (await fees.SuggestAsync(cancellationToken) is not { } bid)
            throw new EvmRpcException("Gas costs more than the policy allows; a gap in the nonces waits.");
        var variant = await signer.SignAsync(TransactionBuilder.Empty(chain.ChainId, address, nonce, bid), cancellationToken);
        if (stored is not null)
        {
            // a development chain that was begun anew: what was paid on the old one is not paid again
            await broadcaster.SendAsync(id, variant, cancellationToken);
        }
        else
        {
            var entry = new RelayerTransaction { Id = id, Settlements = [], Variants = [variant] };
            if ((await chain.Journal.SignAsync(entry, [], owner.Lease.Fence, variant.SignedAt, cancellationToken)).Outcome == SigningOutcome.Stored)
                await watcher.AdoptAsync(entry, owner, cancellationToken);
        }
        Log.GapFilled(chain.Logger, chain.Network, address, nonce);
    }
}
