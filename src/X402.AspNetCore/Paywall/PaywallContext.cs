using Microsoft.AspNetCore.Http;
using X402.Protocol;

namespace X402.AspNetCore.Paywall;

/// <summary>What a paywall page is made of.</summary>
public sealed record PaywallContext
{
    /// <summary>The request that was not paid.</summary>
    public required HttpContext HttpContext { get; init; }

    /// <summary>What is sold and for what (digest section 2.3).</summary>
    public required PaymentRequired Offer { get; init; }

    /// <summary>The same as it stands in the <c>PAYMENT-REQUIRED</c> header: base64, safe in HTML.</summary>
    public required string OfferHeader { get; init; }

    /// <summary>The prices as people read them, one for each of <see cref="PaymentRequired.Accepts"/>.</summary>
    public required IReadOnlyList<string> Prices { get; init; }
}
