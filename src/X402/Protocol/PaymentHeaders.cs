namespace X402.Protocol;

/// <summary>The HTTP headers of both protocol versions (digest section 4.1).</summary>
public static class PaymentHeaders
{
    /// <summary>Server to client, version 2: base64 of <see cref="PaymentRequired"/>.</summary>
    public const string PaymentRequired = "PAYMENT-REQUIRED";

    /// <summary>Client to server, version 2: base64 of <see cref="PaymentPayload"/>.</summary>
    public const string PaymentSignature = "PAYMENT-SIGNATURE";

    /// <summary>Server to client, version 2: base64 of <see cref="SettleResponse"/>, on success and on settlement failure.</summary>
    public const string PaymentResponse = "PAYMENT-RESPONSE";

    /// <summary>Client to server, version 1.</summary>
    public const string XPayment = "X-PAYMENT";

    /// <summary>Server to client, version 1.</summary>
    public const string XPaymentResponse = "X-PAYMENT-RESPONSE";

    /// <summary>Facilitator to server only; never forwarded to a client.</summary>
    public const string ExtensionResponses = "EXTENSION-RESPONSES";

    /// <summary>
    /// The most characters a client's payment header may have before it is decoded: 16 KiB (SG-23). Clients send back all extensions of the
    /// offer, so a server has to keep what it declares well below it.
    /// </summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>
    /// The most characters of a header in a server's answer that a client decodes: 64 KiB. Offers carry the JSON schemas of
    /// extensions and are longer than payments.
    /// </summary>
    public const int MaxAnswerLength = 64 * 1024;
}
