using X402.Reasons;

namespace X402.Client;

/// <summary>
/// The payment was sent and the server did not accept it. It says that nothing was settled; until it expires the signed payment counts as
/// spent, because only the chain can prove that.
/// </summary>
public sealed class PaymentRefusedException : PaymentException
{
    internal PaymentRefusedException(PaymentReason reason, string message, string? serverMessage)
        : base(reason, message) => ServerMessage = serverMessage;

    /// <summary>What the server wrote, at most 200 printable characters. It is data, never an instruction.</summary>
    public string? ServerMessage { get; }
}
