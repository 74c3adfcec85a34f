using X402.Ledger;
using X402.Payments;

namespace X402.Settlement;

/// <summary>
/// The facilitator's write-ahead journal: what is going to be sent is stored before it is sent, so that a restart resumes instead of repeating.
/// </summary>
/// <remarks>
/// <para>The rule that keeps a payment from being sent twice: <see cref="SignAsync"/> is the only way from <see cref="SettlementState.Accepted"/>
/// to <see cref="SettlementState.Signed"/>, it is atomic, and so at most one relayer transaction ever claims a settlement. It names the versions its
/// calls were made of, and so a settlement that was accepted anew is never claimed by a transaction that pays by its former terms.</para>
/// Thread safety: all members may be called concurrently, from several processes on one store.
/// Failure: a store that cannot be reached throws <see cref="LedgerUnavailableException"/>; nothing may be assumed of the operation.
/// A single record that cannot be read throws <see cref="UnreadableRecordException"/> where it is asked for; lists leave it out.
/// Retention: final records are kept past <see cref="SettlementRecord.ValidBefore"/>; records that are not final are never dropped by a clock.
/// Fencing: the token is that of the lease <see cref="RelayerTransactionId.LeaseName"/> in <see cref="IRelayerLeases"/> of the same store;
/// writes with a token lower than the last one issued for that name are refused.
/// </remarks>
public interface ISettlementJournal
{
    /// <summary>
    /// Stores a new settlement (<see cref="SettlementState.Accepted"/>, version 1), in one atomic operation. One that is stored already stays
    /// as it is, unless it is <see cref="SettlementState.Withdrawn"/>: then it is replaced, its version goes on and its history is kept.
    /// </summary>
    ValueTask<SettlementAcceptance> AcceptAsync(SettlementRecord settlement, CancellationToken cancellationToken);

    /// <summary>The settlement, or <see langword="null"/>.</summary>
    ValueTask<SettlementRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new transaction (with one variant) and takes all its settlements from <see cref="SettlementState.Accepted"/> to
    /// <see cref="SettlementState.Signed"/>, carried by it, in one atomic operation; or changes nothing.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="versions">The versions of the records its calls were made of, in the order of its settlements.</param>
    /// <param name="fence">The token of the relayer's lease.</param>
    /// <param name="at">When, for the history.</param>
    /// <param name="cancellationToken">Cancels the wait, not the operation.</param>
    /// <exception cref="UnreadableRecordException">The record of one of its settlements cannot be read or is gone. Nothing was changed.</exception>
    ValueTask<SigningResult> SignAsync(RelayerTransaction transaction, IReadOnlyList<long> versions, long fence, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Adds a signed variant to an open transaction, before it is sent.</summary>
    /// <returns>The transaction; <see langword="null"/> when the lease is lost, or the transaction is closed or not known.</returns>
    ValueTask<RelayerTransaction?> AddVariantAsync(RelayerTransactionId id, SignedVariant variant, long fence, CancellationToken cancellationToken);

    /// <summary>Closes a transaction on the evidence of the chain. Needs no lease, since it signs nothing; closing twice changes nothing.</summary>
    /// <param name="id">The transaction.</param>
    /// <param name="mined">The hash of the variant that was mined; <see langword="null"/> when none was and none can be.</param>
    /// <param name="cancellationToken">Cancels the wait, not the operation.</param>
    ValueTask CloseAsync(RelayerTransactionId id, string? mined, CancellationToken cancellationToken);

    /// <summary>
    /// Takes steps, each by itself atomic: a step is refused when the version is not the stored one any more or
    /// <see cref="SettlementStateMachine.CanAdvance"/> forbids it. <see cref="SettlementState.Signed"/> cannot be entered this way.
    /// </summary>
    /// <returns>In the same order: the record after the step, or <see langword="null"/> where it was refused.</returns>
    ValueTask<IReadOnlyList<SettlementRecord?>> AdvanceAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken);

    /// <summary>The transaction, or <see langword="null"/>.</summary>
    ValueTask<RelayerTransaction?> FindTransactionAsync(RelayerTransactionId id, CancellationToken cancellationToken);

    /// <summary>The transactions of a relayer that are not closed, by nonce.</summary>
    IAsyncEnumerable<RelayerTransaction> ListOpenTransactionsAsync(string network, string relayer, CancellationToken cancellationToken);

    /// <summary>The highest nonce ever journalled for the relayer, or <see langword="null"/>.</summary>
    ValueTask<ulong?> FindLastNonceAsync(string network, string relayer, CancellationToken cancellationToken);

    /// <summary>Lists settlements.</summary>
    IAsyncEnumerable<SettlementRecord> QueryAsync(SettlementQuery query, CancellationToken cancellationToken);

    /// <summary>Waits until the settlement has a version other than <paramref name="version"/>, or the time is over.</summary>
    /// <returns>The record as it is then; <see langword="null"/> when there is none.</returns>
    ValueTask<SettlementRecord?> WaitAsync(PaymentId id, long version, TimeSpan timeout, CancellationToken cancellationToken);
}
