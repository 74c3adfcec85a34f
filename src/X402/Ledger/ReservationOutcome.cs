namespace X402.Ledger;

/// <summary>What a reservation came to.</summary>
public enum ReservationOutcome
{
    /// <summary>The caller owns the payment: it alone works, with the fencing token it was given.</summary>
    Granted,

    /// <summary>Another request works on it for the same purchase; wait for its result.</summary>
    InProgress,

    /// <summary>The payment bought this very request before; its stored result can be delivered again.</summary>
    AlreadySettled,

    /// <summary>The payment was used for another request.</summary>
    UsedForAnotherRequest,

    /// <summary>The payment cannot be used any more: its settlement failed for good.</summary>
    AlreadyFailed,

    /// <summary>The outcome of its settlement is not known yet; nobody may work or charge for it.</summary>
    OutcomeUnknown,

    /// <summary>The payment was settled up front for this very request, and its work is owed: take it up with <see cref="IPaymentLedger.ResumeAsync"/>.</summary>
    WorkOwed,

    /// <summary>Another payment holds the buyer's identifier. The record is that of the other payment; of this one nothing was noted.</summary>
    IdentifierTaken,
}
