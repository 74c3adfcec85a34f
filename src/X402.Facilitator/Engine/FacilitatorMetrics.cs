using System.Diagnostics;
using System.Diagnostics.Metrics;
using X402.Diagnostics;
using X402.Protocol;
using X402.Reasons;

namespace X402.Facilitator;

/// <summary>Counts and durations. Labels are bounded: requests that nothing serves do not name their network, since anybody can invent one.</summary>
internal static class FacilitatorMetrics
{
    private static readonly Counter<long> s_payments = X402Telemetry.Meter.CreateCounter<long>(PaymentMetrics.Payments, "{payment}", "Settlements asked for, by outcome.");
    private static readonly Histogram<double> s_verify = X402Telemetry.Meter.CreateHistogram<double>(PaymentMetrics.VerifyDuration, "s", "How long verification took.");
    private static readonly Histogram<double> s_settle = X402Telemetry.Meter.CreateHistogram<double>(PaymentMetrics.SettleDuration, "s", "How long settlement took, until it was answered.");

    public static void Verified(FacilitatorRequest request, VerifyResponse verdict, TimeSpan elapsed) =>
        s_verify.Record(elapsed.TotalSeconds, Tags(request, verdict.IsValid ? "valid" : "refused", verdict.InvalidReason));

    public static void Settled(FacilitatorRequest request, SettleResponse receipt, TimeSpan elapsed)
    {
        var outcome = receipt.Success ? "paid"
            : receipt.ErrorReason == PaymentReasons.SettlementPending.Code ? "pending"
            : receipt.Transaction.Length == 0 ? "refused" : "failed";
        var tags = Tags(request, outcome, receipt.ErrorReason);
        s_settle.Record(elapsed.TotalSeconds, tags);
        s_payments.Add(1, tags);
    }

    private static TagList Tags(FacilitatorRequest request, string outcome, string? reason)
    {
        var served = reason is null || (reason != PaymentReasons.InvalidNetwork.Code && reason != PaymentReasons.UnsupportedScheme.Code && reason != PaymentReasons.InvalidX402Version.Code);
        return new TagList
        {
            { PaymentTags.Outcome, outcome },
            { PaymentTags.Reason, reason },
            { PaymentTags.Network, served ? request.Requirements.Network : "other" },
            { PaymentTags.Scheme, served ? request.Requirements.Scheme : "other" },
        };
    }
}
