using X402.Payments;
using X402.Reasons;

namespace X402.Client;

/// <summary>A purchase did not succeed. The subclasses tell what that means for the money.</summary>
public abstract class PaymentException : Exception
{
    private protected PaymentException(PaymentReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>The stable code: one of <see cref="PurchaseReasons"/>, or the protocol's reason where the server gave one.</summary>
    public PaymentReason Reason { get; }

    /// <summary>The payment, once one was signed.</summary>
    public PaymentId? PaymentId { get; init; }

    /// <summary>The transaction the server named; not verified.</summary>
    public string? Transaction { get; init; }
}
