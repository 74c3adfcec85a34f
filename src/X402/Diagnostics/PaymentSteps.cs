namespace X402.Diagnostics;

/// <summary>Span names: the twelve steps of a payment, numbered as everywhere in this platform.</summary>
public static class PaymentSteps
{
    /// <summary>Client: the whole purchase, from the first request to the receipt. The root of the payment's trace.</summary>
    public const string Purchase = "x402 purchase";

    /// <summary>Facilitator: one transaction for several payments, in a trace of its own. Links to the payments' traces; their steps 9 link to it.</summary>
    public const string Batch = "x402 batch";

    /// <summary>1, client: asks for the resource without paying.</summary>
    public const string Request = "x402.1 request";

    /// <summary>2, server: answers 402 with its requirements.</summary>
    public const string Offer = "x402.2 offer";

    /// <summary>3, client: selects one of the requirements and signs.</summary>
    public const string CreatePayload = "x402.3 create payload";

    /// <summary>4, client: asks again, with the payment.</summary>
    public const string Pay = "x402.4 pay";

    /// <summary>5, server: has the payment verified.</summary>
    public const string Verify = "x402.5 verify";

    /// <summary>6, facilitator: checks it by scheme and network.</summary>
    public const string CheckPayment = "x402.6 check payment";

    /// <summary>7, server: does the work.</summary>
    public const string Fulfil = "x402.7 fulfil";

    /// <summary>8, server: has the payment settled.</summary>
    public const string Settle = "x402.8 settle";

    /// <summary>9, facilitator: submits the transaction.</summary>
    public const string Submit = "x402.9 submit";

    /// <summary>10, facilitator: waits for the chain.</summary>
    public const string Confirm = "x402.10 confirm";

    /// <summary>11, facilitator: answers the server.</summary>
    public const string Answer = "x402.11 answer";

    /// <summary>12, server: delivers the resource with the receipt.</summary>
    public const string Deliver = "x402.12 deliver";
}
