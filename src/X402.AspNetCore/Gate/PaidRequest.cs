using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Gate.Offers;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore.Gate;

/// <summary>One request with a payment that fits an offer. Whether it is worth anything is for the facilitator to say.</summary>
internal sealed class PaidRequest(HttpContext context, PaidEndpoint endpoint, OfferSet offers, FacilitatorRequest terms, PaymentIdentity identity, string fingerprint)
{
    public HttpContext Context => context;

    public PaidEndpoint Endpoint => endpoint;

    public OfferSet Offers => offers;

    /// <summary>The payment and the server's own requirements, as the facilitator gets them.</summary>
    public FacilitatorRequest Terms => terms;

    public PaymentIdentity Identity => identity;

    public string Fingerprint => fingerprint;

    public int Version => terms.X402Version;
}
