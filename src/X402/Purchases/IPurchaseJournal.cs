namespace X402.Purchases;

/// <summary>
/// The client's memory of signed payments. A payment is stored before it is sent, so that neither a timeout nor a crash makes the client
/// sign a second one for the same purchase (SG-41).
/// </summary>
/// <remarks>
/// Claims: a purchase that is being worked on belongs to one worker. A claim ends with <see cref="ReleaseAsync"/> or when the store knows
/// that its owner is gone: a process that ended, a lease that ran out. Losing a claim early is harmless, since whoever takes over sends
/// the same payment.
/// Failure: a store that cannot be reached throws <see cref="X402.Ledger.LedgerUnavailableException"/>; the client then neither signs nor sends.
/// A single record that cannot be read throws <see cref="X402.Ledger.UnreadableRecordException"/> where it is asked for; lists leave it out.
/// Thread safety: all members may be called concurrently.
/// </remarks>
public interface IPurchaseJournal
{
    /// <summary>
    /// Takes the oldest purchase with this key that nobody works on and whose payment is to be sent again: an open one, or, where
    /// <see cref="PurchaseRecord.IsUnique"/>, a settled one too.
    /// </summary>
    /// <returns>The purchase, or <see langword="null"/> when there is none.</returns>
    ValueTask<PurchaseRecord?> ClaimAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores a new purchase, claimed by the caller. It is durable when this returns.</summary>
    /// <returns>
    /// <see langword="false"/> when the record is unique and there is an open or settled one with its key; then nothing was stored.
    /// </returns>
    ValueTask<bool> AddAsync(PurchaseRecord record, CancellationToken cancellationToken);

    /// <summary>Stores what became of a claimed purchase and gives up the claim.</summary>
    ValueTask ReleaseAsync(PurchaseRecord record, CancellationToken cancellationToken);

    /// <summary>The open purchases nobody works on, oldest first, for reconciliation.</summary>
    ValueTask<IReadOnlyList<PurchaseRecord>> ListOpenAsync(int limit, CancellationToken cancellationToken);
}
