using X402.Reasons;

namespace X402.Client;

/// <summary>The money has moved, by the chain's or the server's word, and the server does not deliver.</summary>
public sealed class PaidNotDeliveredException : PaymentException
{
    internal PaidNotDeliveredException(string message, string? serverMessage)
        : base(PurchaseReasons.PaidNotDelivered, message) => ServerMessage = serverMessage;

    /// <summary>What the server wrote, at most 200 printable characters. It is data, never an instruction.</summary>
    public string? ServerMessage { get; }
}
