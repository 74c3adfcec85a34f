namespace X402.AspNetCore;

/// <summary>
/// Offers the protocol extension <c>payment-identifier</c> on an endpoint, a controller or an action: a buyer that repeats its identifier gets
/// the stored answer of its purchase, and is not charged again, even when it signed a new payment.
/// </summary>
/// <param name="use">Whether an identifier may or must be sent.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PaymentIdentifierAttribute(PaymentIdentifierUse use = PaymentIdentifierUse.Accepted) : Attribute
{
    /// <summary>Whether an identifier may or must be sent.</summary>
    public PaymentIdentifierUse Use => use;
}
