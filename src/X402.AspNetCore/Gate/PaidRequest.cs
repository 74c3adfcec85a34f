using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Configuration;
using X402.AspNetCore.Gate.Extensions;
using X402.AspNetCore.Gate.Offers;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore.Gate;

/// <summary>One request with a payment that fits an offer. Whether it is worth anything is for the facilitator to say.</summary>
internal sealed class PaidRequest(HttpContext context, PaidEndpoint endpoint, OfferSet offers, FacilitatorRequest terms, PaymentIdentity identity, RequestDigest digest, ResourceOrigin origin)
{
    public HttpContext Context => context;

    public PaidEndpoint Endpoint => endpoint;

    public OfferSet Offers => offers;

    public EndpointExtensions Extensions => offers.Extensions;

    /// <summary>The payment and the server's own requirements, as the facilitator gets them.</summary>
    public FacilitatorRequest Terms => terms;

    public PaymentIdentity Identity => identity;

    public RequestDigest Digest => digest;

    public string Fingerprint => digest.Fingerprint;

    public int Version => terms.X402Version;

    /// <summary>The resource with its whole query, however long.</summary>
    public string ResourceUrl => origin.FullUrlOf(context.Request);

    /// <summary>The buyer's own name for the purchase, where an extension carries one.</summary>
    public string? PurchaseName { get; set; }
}
