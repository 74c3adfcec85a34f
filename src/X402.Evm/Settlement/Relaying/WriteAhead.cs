using X402.Ledger;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Puts a signed transaction into the journal before it is sent (SG-29). A journal that does not answer may have stored it; its nonce then is taken, by these
/// very bytes. So it is asked until that is known.
/// </summary>
internal sealed class WriteAhead(ChainContext chain)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <exception cref="OperationCanceledException">The lease or the process ended first. What is stored is resumed by the next holder of the lease.</exception>
    public async Task<SigningResult> StoreAsync(RelayerTransaction entry, IReadOnlyList<long> versions, long fence, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var result = await chain.Journal.SignAsync(entry, versions, fence, entry.Variants[0].SignedAt, cancellationToken);
                if (result.Outcome is SigningOutcome.Stored or SigningOutcome.LeaseLost)
                    return result;
                if (await chain.Journal.FindTransactionAsync(entry.Id, cancellationToken) is not { } stored || stored.Variants[0].Hash != entry.Variants[0].Hash)
                    return result;
                var settlements = new List<SettlementRecord>(entry.Settlements.Count);
                foreach (var id in entry.Settlements)
                    settlements.Add(await chain.Journal.FindAsync(id, cancellationToken) ?? throw new LedgerUnavailableException($"Settlement {id} is missing."));
                return new(SigningOutcome.Stored, settlements);
            }
            catch (LedgerUnavailableException exception)
            {
                Log.JournalUnavailable(chain.Logger, exception.Message, "a signed transaction");
                await Task.Delay(s_pause, chain.Time, cancellationToken);
            }
        }
    }
}
