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

    /// <returns>What the journal says; <see langword="null"/>: nothing is stored, since the record of a settlement cannot be read or is gone.</returns>
    /// <exception cref="OperationCanceledException">The lease or the process ended first. What is stored is resumed by the next holder of the lease.</exception>
    public async Task<SigningResult?> StoreAsync(RelayerTransaction entry, IReadOnlyList<long> versions, long fence, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var result = await TryAsync(entry, versions, fence, cancellationToken);
                if (result is { Outcome: SigningOutcome.Stored or SigningOutcome.LeaseLost })
                    return result;
                if (await chain.Journal.FindTransactionAsync(entry.Id, cancellationToken) is not { } stored || stored.Variants[0].Hash != entry.Variants[0].Hash)
                    return result;
                return await RecallAsync(entry, cancellationToken);
            }
            catch (LedgerUnavailableException exception)
            {
                Log.JournalUnavailable(chain.Logger, exception.Message, "a signed transaction");
                await Task.Delay(s_pause, chain.Time, cancellationToken);
            }
        }
    }

    private async Task<SigningResult?> TryAsync(RelayerTransaction entry, IReadOnlyList<long> versions, long fence, CancellationToken cancellationToken)
    {
        try
        {
            return await chain.Journal.SignAsync(entry, versions, fence, entry.Variants[0].SignedAt, cancellationToken);
        }
        catch (UnreadableRecordException)
        {
            return null;
        }
    }

    private async Task<SigningResult> RecallAsync(RelayerTransaction entry, CancellationToken cancellationToken)
    {
        var settlements = new List<SettlementRecord>(entry.Settlements.Count);
        foreach (var id in entry.Settlements)
        {
            // the relayer's next term begins with what is stored, and without the settlement that cannot be read
            if (await chain.FindReadableAsync(id, cancellationToken) is not { } settlement)
                return new(SigningOutcome.LeaseLost, []);
            settlements.Add(settlement);
        }
        return new(SigningOutcome.Stored, settlements);
    }
}
