namespace X402.Diagnostics;

/// <summary>Instrument names of the meter <see cref="X402Telemetry.Name"/>. What each measures, and its labels, is listed in <c>telemetry.md</c> beside it.</summary>
public static class PaymentMetrics
{
    /// <summary>Counter: payments presented to a server, settlements asked of a facilitator; by outcome and reason.</summary>
    public const string Payments = "x402.payments";

    /// <summary>Counter, atomic units: amount settled, by asset. A measurement, never accounting.</summary>
    public const string AmountSettled = "x402.amount.settled";

    /// <summary>Histogram, seconds: until the verdict of steps 5 and 6.</summary>
    public const string VerifyDuration = "x402.verify.duration";

    /// <summary>Histogram, seconds: until the outcome of steps 8 to 11.</summary>
    public const string SettleDuration = "x402.settle.duration";

    /// <summary>Histogram, gas: what fell to one settlement.</summary>
    public const string GasUsed = "x402.gas.used";

    /// <summary>Histogram: settlements per transaction.</summary>
    public const string BatchSize = "x402.batch.size";

    /// <summary>Gauge, wei: what a relayer has for gas.</summary>
    public const string RelayerBalance = "x402.relayer.balance";

    /// <summary>Gauge: transactions that are not final.</summary>
    public const string RelayerPending = "x402.relayer.pending";

    /// <summary>Gauge: nonces a relayer has given out and the chain has not seen used.</summary>
    public const string RelayerNonceGap = "x402.relayer.nonce.gap";

    /// <summary>Gauge: settlements that wait for a relayer.</summary>
    public const string SettlementsWaiting = "x402.settlements.waiting";

    /// <summary>Gauge, seconds: age of the oldest transaction that is in no block.</summary>
    public const string SettlementPendingAge = "x402.settlement.pending.age";

    /// <summary>Counter: a client's purchases, by outcome and reason.</summary>
    public const string ClientPurchases = "x402.client.purchases";

    /// <summary>Histogram, seconds: from a client's first request to the paid answer.</summary>
    public const string ClientPurchaseDuration = "x402.client.purchase.duration";
}
