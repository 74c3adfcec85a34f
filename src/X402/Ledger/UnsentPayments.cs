using X402.Payments;

namespace X402.Ledger;

/// <summary>
/// How long a ledger keeps payments for which no settlement was ever asked. Anybody can write one, with an expiry of his own choice and without any
/// money, so neither the payment nor its expiry decides that. Nothing was charged, and the same payment may be used again with or without its record.
/// </summary>
/// <remarks>A ledger that forgets such records must not begin to count a payment's fencing tokens anew: an owner that was lost may still hold one.</remarks>
public static class UnsentPayments
{
    /// <summary>How long a released payment is kept, for operators and for requests that wait for it.</summary>
    public static TimeSpan Released { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the record of an owner that stays silent outlives its lease: no owner that is alive is silent for so long.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromHours(1);

    /// <summary>Whether this is such a payment: it is free, or somebody works for it.</summary>
    public static bool Include(PaymentState state) => state == PaymentState.Released || PaymentStateMachine.CanTakeOver(state);
}
