using System.Diagnostics;
using X402.AspNetCore.Gate;
using X402.Diagnostics;

namespace X402.AspNetCore.Diagnostics;

/// <summary>Says on the span of a request which payment it carries.</summary>
internal static class RequestTrace
{
    public static void Describe(PaidRequest request)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity)
            return;
        activity.SetTag(PaymentTags.PaymentId, request.Identity.Id.ToString());
        activity.SetTag(PaymentTags.Payer, request.Identity.Id.Payer);
        activity.SetTag(PaymentTags.Endpoint, request.Endpoint.Name);
        activity.SetTag(PaymentTags.Network, request.Terms.Requirements.Network);
        activity.SetTag(PaymentTags.Amount, request.Terms.Requirements.Amount);
        activity.SetTag(PaymentTags.Version, request.Version);
    }
}
