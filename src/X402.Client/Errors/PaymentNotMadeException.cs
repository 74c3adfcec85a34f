using X402.Reasons;

namespace X402.Client;

/// <summary>The client did not pay: a limit, a policy, the approver or the offer itself stood against it. Nothing was sent and nothing is owed.</summary>
public sealed class PaymentNotMadeException : PaymentException
{
    internal PaymentNotMadeException(PaymentReason reason, string message, Exception? innerException = null)
        : base(reason, message, innerException) { }
}
