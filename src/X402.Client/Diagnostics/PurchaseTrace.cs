using System.Diagnostics;
using X402.Diagnostics;
using X402.Purchases;

namespace X402.Client;

/// <summary>The facts of a purchase on a span.</summary>
internal static class PurchaseTrace
{
    public static void Describe(Activity? activity, PurchaseRecord purchase)
    {
        if (activity is null)
            return;
        for (var span = activity; span is not null && span.Source == X402Telemetry.ActivitySource; span = span.Parent)
        {
            span.SetTag(PaymentTags.PaymentId, purchase.Identity.Id.ToString());
            span.SetTag(PaymentTags.Version, purchase.Payment.X402Version);
            span.SetTag(PaymentTags.Scheme, purchase.Requirements.Scheme);
            span.SetTag(PaymentTags.Network, purchase.Requirements.Network);
            span.SetTag(PaymentTags.Asset, purchase.Requirements.Asset);
            span.SetTag(PaymentTags.Amount, purchase.Identity.Amount.ToString());
            span.SetTag(PaymentTags.Payer, purchase.Identity.Id.Payer);
            span.SetTag(PaymentTags.PayTo, purchase.Requirements.PayTo);
        }
    }
}
