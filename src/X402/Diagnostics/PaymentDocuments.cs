namespace X402.Diagnostics;

/// <summary>
/// How wire documents travel in telemetry, where a server records them (<c>X402:RecordDocuments</c>, off by default): each is a span event named
/// <see cref="EventName"/>. Signatures are taken out and the size is bounded before anything is recorded.
/// </summary>
public static class PaymentDocuments
{
    /// <summary>The name of the event.</summary>
    public const string EventName = "x402.document";

    /// <summary>Attribute: which document; one of the names below.</summary>
    public const string Name = "x402.document.name";

    /// <summary>Attribute: the HTTP header that carries it in base64; absent for a body.</summary>
    public const string Header = "x402.document.header";

    /// <summary>Attribute: the JSON text, at most <see cref="MaxLength"/> characters.</summary>
    public const string Content = "x402.document.content";

    /// <summary>The longest content, in characters; what is longer ends with <c>…</c>.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Step 2: the answer 402 of version 2, its header.</summary>
    public const string Offer = "offer";

    /// <summary>Step 2: the answer 402 of version 1, its body.</summary>
    public const string OfferBody = "offer body";

    /// <summary>Step 4: the payment.</summary>
    public const string Payment = "payment";

    /// <summary>Step 5: what the facilitator is asked.</summary>
    public const string VerifyRequest = "verify request";

    /// <summary>Step 6: the verdict.</summary>
    public const string VerifyAnswer = "verify answer";

    /// <summary>Step 8: what the facilitator is asked.</summary>
    public const string SettleRequest = "settle request";

    /// <summary>Step 11: the facilitator's receipt.</summary>
    public const string SettleAnswer = "settle answer";

    /// <summary>Step 12: the receipt as the buyer gets it.</summary>
    public const string Receipt = "receipt";
}
