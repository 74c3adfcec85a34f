using System.Diagnostics;
using System.Diagnostics.Metrics;
using X402.Diagnostics;
using X402.Reasons;

namespace X402.Client;

/// <summary>The client's instruments. Reasons of servers are an open set, so only known codes become labels.</summary>
internal static class ClientMetrics
{
    private static readonly Counter<long> s_purchases = X402Telemetry.Meter.CreateCounter<long>(PaymentMetrics.ClientPurchases, "{purchase}", "Purchases by outcome and reason.");
    private static readonly Histogram<double> s_duration = X402Telemetry.Meter.CreateHistogram<double>(PaymentMetrics.ClientPurchaseDuration, "s", "From the first request to the paid answer.");

    public static void Purchase(PurchaseEvent outcome, string? reason, string? scheme, string? network, TimeSpan duration)
    {
        var tags = new TagList
        {
            { PaymentTags.Outcome, Name(outcome) },
            { PaymentTags.Scheme, scheme },
            { PaymentTags.Network, network },
        };
        if (reason is not null)
            tags.Add(PaymentTags.Reason, Bounded(reason));
        s_purchases.Add(1, tags);
        s_duration.Record(duration.TotalSeconds, tags);
    }

    public static string Name(PurchaseEvent outcome) => outcome switch
    {
        PurchaseEvent.Paid => "paid",
        PurchaseEvent.Declined => "declined",
        PurchaseEvent.Refused => "refused",
        PurchaseEvent.NotDelivered => "failed",
        _ => "pending",
    };

    private static string Bounded(string reason) =>
        PaymentReasons.Explain(reason) is not null || PurchaseReasons.IsKnown(reason) ? reason : "other";
}
