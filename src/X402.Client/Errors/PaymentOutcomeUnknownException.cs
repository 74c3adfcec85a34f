using X402.Reasons;

namespace X402.Client;

/// <summary>
/// The payment was sent and nobody knows yet whether it was settled. Repeat the same request: the same payment is sent again, and it can
/// be settled only once.
/// </summary>
public sealed class PaymentOutcomeUnknownException : PaymentException
{
    internal PaymentOutcomeUnknownException(PaymentReason reason, string message, Exception? innerException = null)
        : base(reason, message, innerException) { }
}
