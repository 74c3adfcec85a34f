namespace X402.Payments;

/// <summary>
/// The one table of the payment's states.
/// <code>
///                 work refused or failed, nothing was sent
///      +-----------------+------------+----------> Released
///      |                 |            |                |
///   Reserved --> Verified --> Fulfilled                |
///   ^  ^             |            |                    |
///   |  +-------------|------------|--------------------+  the same payment is tried again
///   |                +---------> Settling
/// (new)                             |
///                    +--------------+--------------+
///                    v              v              v
///                 Settled        Unknown        Failed
///                    ^              |              ^
///                    +--------------+--------------+      by chain evidence only, never by a clock
/// </code>
/// From <c>Failed</c> leads one way: what the chain shows paid after all, because somebody submitted the authorization later, is <c>Settled</c> where the
/// work is done and kept, else <c>Owed</c>.
/// The upfront flow settles before it works, so <c>Fulfilled</c> is left out and what follows the settlement is
/// <code>
///   Verified --> Settling ------> Serving --> Settled      the work is done, its result delivered
///                   |              ^   |
///                   |              |   v  the work failed, or its process died
///                   +-> Unknown -> Owed                    the same payment has it done later; nothing is charged again
/// </code>
/// </summary>
public static class PaymentStateMachine
{
    /// <summary>Whether a payment may go from one state to the other.</summary>
    public static bool CanAdvance(PaymentState from, PaymentState to) => (from, to) switch
    {
        (PaymentState.Released, PaymentState.Reserved) => true,
        (PaymentState.Reserved, PaymentState.Verified or PaymentState.Released) => true,
        (PaymentState.Verified, PaymentState.Fulfilled or PaymentState.Settling or PaymentState.Released) => true,
        (PaymentState.Fulfilled, PaymentState.Settling or PaymentState.Released) => true,
        (PaymentState.Settling, PaymentState.Settled or PaymentState.Failed or PaymentState.Unknown or PaymentState.Serving or PaymentState.Owed) => true,
        (PaymentState.Unknown, PaymentState.Settled or PaymentState.Failed or PaymentState.Owed) => true,
        (PaymentState.Failed, PaymentState.Settled or PaymentState.Owed) => true,
        (PaymentState.Owed, PaymentState.Serving) => true,
        (PaymentState.Serving, PaymentState.Settled or PaymentState.Owed) => true,
        _ => false,
    };

    /// <summary>Whether a request still works on the payment, so that another one has to wait for it.</summary>
    public static bool IsInProgress(PaymentState state) =>
        state is PaymentState.Reserved or PaymentState.Verified or PaymentState.Fulfilled or PaymentState.Settling or PaymentState.Serving;

    /// <summary>
    /// Whether a lost owner's payment may be taken over and worked on anew: only while nothing can have been sent to the chain.
    /// </summary>
    public static bool CanTakeOver(PaymentState state) =>
        state is PaymentState.Reserved or PaymentState.Verified or PaymentState.Fulfilled;

    /// <summary>Whether the money has moved.</summary>
    public static bool IsPaid(PaymentState state) => state is PaymentState.Settled or PaymentState.Owed or PaymentState.Serving;

    /// <summary>Whether a record may be forgotten after its retention: nobody works on it, and nothing about the money is open.</summary>
    public static bool MayBeForgotten(PaymentState state) => state is PaymentState.Released or PaymentState.Owed || IsFinal(state);

    /// <summary>Whether nothing will change any more, except when the chain says otherwise later: by a reorganisation, or by an authorization that is used after it failed.</summary>
    public static bool IsFinal(PaymentState state) => state is PaymentState.Settled or PaymentState.Failed;
}
