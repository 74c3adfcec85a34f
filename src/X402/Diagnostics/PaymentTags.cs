namespace X402.Diagnostics;

/// <summary>Attribute names of spans. Only those marked as bounded may be metric labels; payer and payment id never are.</summary>
public static class PaymentTags
{
    /// <summary>The canonical payment id.</summary>
    public const string PaymentId = "x402.payment.id";

    /// <summary>The state the payment is in. Bounded.</summary>
    public const string State = "x402.payment.state";

    /// <summary>The protocol version. Bounded.</summary>
    public const string Version = "x402.version";

    /// <summary>The scheme. Bounded.</summary>
    public const string Scheme = "x402.scheme";

    /// <summary>The CAIP-2 network. Bounded.</summary>
    public const string Network = "x402.network";

    /// <summary>The token contract. Bounded.</summary>
    public const string Asset = "x402.asset";

    /// <summary>The amount in atomic units, as text.</summary>
    public const string Amount = "x402.amount";

    /// <summary>The payer's address.</summary>
    public const string Payer = "x402.payer";

    /// <summary>The recipient's address.</summary>
    public const string PayTo = "x402.pay_to";

    /// <summary><c>paid</c>, <c>refused</c>, <c>failed</c>, <c>pending</c>. Bounded.</summary>
    public const string Outcome = "x402.outcome";

    /// <summary>The reason code. Bounded.</summary>
    public const string Reason = "x402.reason";

    /// <summary>The transaction hash.</summary>
    public const string Transaction = "x402.transaction";

    /// <summary>The block number.</summary>
    public const string BlockNumber = "x402.block.number";

    /// <summary>Gas that fell to this payment.</summary>
    public const string GasUsed = "x402.gas.used";

    /// <summary>The relayer's address.</summary>
    public const string Relayer = "x402.relayer";

    /// <summary>How many settlements shared the transaction.</summary>
    public const string BatchSize = "x402.batch.size";

    /// <summary>The paid endpoint, as its route pattern. Bounded.</summary>
    public const string Endpoint = "x402.endpoint";

    /// <summary>The price as a person reads it.</summary>
    public const string Price = "x402.price";
}
