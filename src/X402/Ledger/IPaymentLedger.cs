using X402.Payments;

namespace X402.Ledger;

/// <summary>
/// The resource servers' common memory of payments: one atomic reservation before any work, then fenced steps.
/// </summary>
/// <remarks>
/// Thread safety: all members may be called concurrently, from several processes on one store.
/// Failure: a store that cannot be reached throws <see cref="LedgerUnavailableException"/>; callers fail closed (SG-02).
/// A single record that cannot be read throws <see cref="UnreadableRecordException"/> where it is asked for; lists leave it out.
/// Retention: from the step on with which its settlement may have been asked for, a record outlives <see cref="PaymentRecord.ValidBefore"/>, so that
/// a payment cannot be replayed after its record is gone, and while its outcome is open it is never dropped by a clock. Before that step
/// it is kept for a short time only: <see cref="UnsentPayments"/>.
/// </remarks>
public interface IPaymentLedger
{
    /// <summary>
    /// Reserves a payment, in one atomic operation. Grants when it is new, released, or in a state without effect on chain whose owner's lease has ended.
    /// </summary>
    /// <remarks>
    /// The same operation binds <see cref="PaymentReservation.IdentifierKey"/> to the payment. A key is free again when the payment that holds it is
    /// released or failed, or would itself be granted to another request; in that last case its lost owner is fenced out, so that never two
    /// payments go on under one key.
    /// </remarks>
    ValueTask<ReservationResult> ReserveAsync(PaymentReservation reservation, CancellationToken cancellationToken);

    /// <summary>Enters the next state, if the payment is still as its owner knows it (fencing token and state) and the step is allowed.</summary>
    /// <param name="record">The payment as the caller got it from the call that made it the owner, or from its last step.</param>
    /// <param name="advance">The step.</param>
    /// <param name="cancellationToken">Ends the waiting; the step may have been taken.</param>
    /// <returns>The record after the step, or <see langword="null"/> when the caller does not own the payment any more or the step is not allowed.</returns>
    ValueTask<PaymentRecord?> AdvanceAsync(PaymentRecord record, PaymentAdvance advance, CancellationToken cancellationToken);

    /// <summary>Extends the owner's lease while work goes on.</summary>
    /// <returns>Whether the caller still owns the payment.</returns>
    ValueTask<bool> RenewAsync(PaymentId id, long fence, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over a payment that is <see cref="PaymentState.Unknown"/>, or <see cref="PaymentState.Settling"/> with its lease ended, in order to reconcile it. Gives a new fencing token.
    /// </summary>
    /// <returns>The record with the new token, or <see langword="null"/> when there is nothing to take over.</returns>
    ValueTask<PaymentRecord?> TakeOverAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Takes up the work of a payment that was settled up front: <see cref="PaymentState.Owed"/>, or <see cref="PaymentState.Serving"/> with its lease ended.
    /// Gives a new fencing token; receipt and transaction stay.
    /// </summary>
    /// <returns>The record, <see cref="PaymentState.Serving"/>, or <see langword="null"/> when there is no such work or somebody else has it.</returns>
    ValueTask<PaymentRecord?> ResumeAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The payment, or <see langword="null"/>.</summary>
    ValueTask<PaymentRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken);

    /// <summary>Waits until nobody works on the payment any more (<see cref="PaymentStateMachine.IsInProgress"/>), or the time is over.</summary>
    /// <returns>The record as it is then; <see langword="null"/> when there is none.</returns>
    ValueTask<PaymentRecord?> WaitAsync(PaymentId id, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Answers an operator's question.</summary>
    IAsyncEnumerable<PaymentRecord> QueryAsync(PaymentQuery query, CancellationToken cancellationToken);
}
