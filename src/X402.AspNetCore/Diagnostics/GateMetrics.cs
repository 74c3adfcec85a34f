using System.Diagnostics;
using System.Diagnostics.Metrics;
using X402.Diagnostics;
using X402.Money;
using X402.Protocol;

namespace X402.AspNetCore.Diagnostics;

/// <summary>What the gate counts. Labels are bounded: never a payer, never a payment id.</summary>
internal static class GateMetrics
{
    private static readonly Counter<long> s_payments = X402Telemetry.Meter.CreateCounter<long>(PaymentMetrics.Payments, "{payment}", "Payments presented to the server, by outcome and reason.");
    private static readonly Counter<long> s_settled = X402Telemetry.Meter.CreateCounter<long>(PaymentMetrics.AmountSettled, "{unit}", "Amount settled, in atomic units of the asset.");
    private static readonly Histogram<double> s_verify = X402Telemetry.Meter.CreateHistogram<double>(PaymentMetrics.VerifyDuration, "s", "Time until the facilitator's verdict.");
    private static readonly Histogram<double> s_settle = X402Telemetry.Meter.CreateHistogram<double>(PaymentMetrics.SettleDuration, "s", "Time until the settlement's outcome.");

    public const string Paid = "paid";
    public const string Refused = "refused";
    public const string Failed = "failed";
    public const string Pending = "pending";
    public const string Owed = "owed";

    public static void Count(string outcome, string? reason, PaymentRequirements? requirements)
    {
        if (!s_payments.Enabled)
            return;
        s_payments.Add(1, new TagList
        {
            { PaymentTags.Outcome, outcome },
            { PaymentTags.Reason, Bounded(reason) },
            { PaymentTags.Network, requirements?.Network ?? "" },
            { PaymentTags.Scheme, requirements?.Scheme ?? "" },
        });
    }

    public static void Settled(PaymentRequirements requirements, SettleResponse receipt)
    {
        // a counter holds 63 bits; an amount beyond that is still in the ledger, the receipt and the trace
        if (UInt256.TryParse(receipt.Amount ?? requirements.Amount, out var amount) && amount.TryToUInt64(out var units) && units <= long.MaxValue)
            s_settled.Add((long)units, new KeyValuePair<string, object?>(PaymentTags.Asset, requirements.Asset));
    }

    public static void Verified(TimeSpan elapsed) => s_verify.Record(elapsed.TotalSeconds);

    public static void SettlementEnded(TimeSpan elapsed) => s_settle.Record(elapsed.TotalSeconds);

    // reasons of foreign facilitators are an open set
    private static string Bounded(string? reason) => reason is null ? "" : Reasons.PaymentReasons.Explain(reason) is null ? "other" : reason;
}
