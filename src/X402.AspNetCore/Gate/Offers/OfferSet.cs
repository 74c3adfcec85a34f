using System.Text.Json;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Configuration;
using X402.AspNetCore.Gate.Extensions;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>The ways to pay for an endpoint, and the 402 answers made of them once.</summary>
internal sealed class OfferSet
{
    private readonly OfferTemplate _header;
    private readonly OfferTemplate _bodyV1;

    // one canonical URL: routes without parameters, asked for without a query
    private string? _cachedHeader;
    private byte[]? _cachedBodyV1;

    public OfferSet(SupportedResponse source, ResourceInfo resource, IReadOnlyList<PaymentRequirements> accepts, IReadOnlyList<PaymentRequirements> acceptsV1, IReadOnlyList<string> prices, EndpointExtensions extensions)
    {
        Source = source;
        Resource = resource;
        Accepts = accepts;
        AcceptsV1 = acceptsV1;
        Prices = prices;
        Extensions = extensions;
        var unpaid = Describe(OfferTemplate.Hole, extensions.Json, PaymentReasons.PaymentRequired, null);
        _header = new OfferTemplate(Convert.FromBase64String(PaymentCodec.EncodeHeader(unpaid)));
        _bodyV1 = new OfferTemplate(PaymentCodec.EncodeV1Body(unpaid with { Accepts = acceptsV1 }));
    }

    /// <summary>What the facilitator supported when these offers were made.</summary>
    public SupportedResponse Source { get; }

    /// <summary>What is sold, without its URL.</summary>
    public ResourceInfo Resource { get; }

    /// <summary>The offers for version 2.</summary>
    public IReadOnlyList<PaymentRequirements> Accepts { get; }

    /// <summary>The offers for version 1.</summary>
    public IReadOnlyList<PaymentRequirements> AcceptsV1 { get; }

    /// <summary>The prices as people read them, beside <see cref="Accepts"/>.</summary>
    public IReadOnlyList<string> Prices { get; }

    /// <summary>The extensions that take part, with what they say.</summary>
    public EndpointExtensions Extensions { get; }

    /// <summary>The unpaid answer for the endpoint's canonical URL; made on first use, the same for all later ones.</summary>
    public (string Header, byte[] BodyV1) GetCached(PaidEndpoint endpoint, ResourceOrigin origin, HttpContext context)
    {
        if (_cachedHeader is null || _cachedBodyV1 is null)
        {
            var url = origin.Value + endpoint.LiteralPath;
            (_cachedHeader, _cachedBodyV1) = Render(url, context);
        }
        return (_cachedHeader, _cachedBodyV1);
    }

    /// <summary>The unpaid answer for any URL.</summary>
    public (string Header, byte[] BodyV1) Render(string url, HttpContext context) => (
        Extensions.ArePerUrl ? PaymentCodec.EncodeHeader(Describe(url, context, PaymentReasons.PaymentRequired, null)) : _header.RenderBase64(url),
        _bodyV1.Render(url));

    /// <summary>The 402 object for a URL, with the reason why an earlier payment was not taken.</summary>
    public PaymentRequired Describe(string url, HttpContext context, PaymentReason reason, string? detail) => Describe(url, Extensions.JsonFor(context), reason, detail);

    private PaymentRequired Describe(string url, JsonElement? extensions, PaymentReason reason, string? detail) => new()
    {
        Error = reason.Code,
        Resource = Resource with { Url = url },
        Accepts = Accepts,
        Extensions = extensions,
        UnknownMembers = ExplainingMembers.For(reason, detail),
    };
}
