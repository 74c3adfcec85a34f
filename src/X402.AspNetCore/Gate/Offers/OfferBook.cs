using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Discovery;
using X402.AspNetCore.Gate.Extensions;
using X402.Money;
using X402.Networks;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>Turns what a seller wants into what buyers are offered. Static prices once, per tenant once, dynamic ones for each request.</summary>
internal sealed class OfferBook(
    IOptions<X402ServerOptions> options,
    PriceBook prices,
    IEnumerable<IPaymentTenants> tenants,
    IEnumerable<IPaymentSchemeServer> schemes,
    ExtensionRegistry extensions,
    FacilitatorSupport support,
    ILogger<OfferBook> logger)
{
    private readonly IPaymentSchemeServer[] _schemes = [.. schemes];
    private readonly IPaymentTenants? _tenants = tenants.LastOrDefault();

    /// <summary>The offers that an endpoint makes to everybody alike, where they are known and current.</summary>
    public OfferSet? TryGetCurrent(PaidEndpoint endpoint) => _tenants is null ? TryGetOwn(endpoint) : null;

    /// <summary>The server's own offers of an endpoint with static prices, made now where they were not asked for yet; <see langword="null"/> as long as they cannot be made.</summary>
    public OfferSet? TryGetKnown(PaidEndpoint endpoint)
    {
        if (TryGetOwn(endpoint) is { } current)
            return current;
        if (endpoint.HasDynamicPrice || support.Current is not { } supported)
            return null;
        return endpoint.Offers = Create(endpoint, null, prices.GetFixed(endpoint, null), supported);
    }

    /// <summary>
    /// The offers for this request; none when nothing can be sold now, because the facilitator is not known to support any of them or the
    /// price cannot be determined. Then nobody is served (SG-02).
    /// </summary>
    public async ValueTask<Offering> GetAsync(PaidEndpoint endpoint, HttpContext context)
    {
        if (TryGetCurrent(endpoint) is { } everybodys)
            return new(everybodys);
        if (await support.GetAsync(context.RequestAborted) is not { } supported)
            return default;

        var (isKnown, tenant) = await FindTenantAsync(endpoint, context);
        if (!isKnown)
            return default;
        if (!endpoint.HasDynamicPrice && (tenant is null ? TryGetOwn(endpoint) : endpoint.TenantOffers.Find(tenant, supported)) is { } current)
            return new(current);

        var (made, refusal) = await prices.GetAsync(endpoint, tenant, context);
        if (refusal is not null)
            return new(null, refusal);
        var offers = Create(endpoint, tenant, made, supported);
        if (offers is not null && !endpoint.HasDynamicPrice)
            Keep(endpoint, tenant, offers);
        return new(offers);
    }

    /// <summary>Finds every mistake in an endpoint's terms that can be found before the first request.</summary>
    public void Validate(PaidEndpoint endpoint, List<string> errors)
    {
        if (endpoint.Metadata.Options.Count == 0)
            errors.Add($"{endpoint.Name}: no way to pay is given. Name a price such as \"$0.01\".");
        foreach (var option in endpoint.Metadata.Options)
        {
            if (!PriceBook.TryParse(option, out var price, out var error))
            {
                errors.Add($"{endpoint.Name}: {error}");
                continue;
            }
            // tenants may bring what the server's own options lack
            if (_tenants is not null && (options.Value.PayTo is null || options.Value.Network is null))
                continue;
            // a dynamic price is not known yet; any price shows whether the rest fits
            if (!TryCreate(option, null, price ?? Price.Parse("1"), null, out _, out error))
                errors.Add($"{endpoint.Name}: {error}");
        }
        extensions.Validate(endpoint, errors);
    }

    private OfferSet? TryGetOwn(PaidEndpoint endpoint) =>
        endpoint.Offers is { } offers && ReferenceEquals(offers.Source, support.Current) ? offers : null;

    private static void Keep(PaidEndpoint endpoint, PaymentTenant? tenant, OfferSet offers)
    {
        if (tenant is null)
            endpoint.Offers = offers;
        else
            endpoint.TenantOffers.Keep(tenant, offers);
    }

    private async ValueTask<(bool IsKnown, PaymentTenant? Tenant)> FindTenantAsync(PaidEndpoint endpoint, HttpContext context)
    {
        if (_tenants is null)
            return (true, null);
        try
        {
            var tenant = await _tenants.FindAsync(context);
            context.Features.Set(tenant);
            return (true, tenant);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            Log.TenantUnknown(logger, exception, endpoint.Name);
            return (false, null);
        }
    }

    private OfferSet? Create(PaidEndpoint endpoint, PaymentTenant? tenant, Price?[] wanted, SupportedResponse supported)
    {
        var accepts = new List<PaymentRequirements>(wanted.Length);
        var acceptsV1 = new List<PaymentRequirements>(wanted.Length);
        var texts = new List<string>(wanted.Length);
        var problems = new List<string>();
        var extended = extensions.For(endpoint);
        for (var i = 0; i < wanted.Length; i++)
        {
            var option = endpoint.Metadata.Options[i];
            var (scheme, network) = (option.Scheme ?? options.Value.Scheme, option.Network ?? tenant?.Network ?? options.Value.Network ?? "");
            var kindV1 = FacilitatorSupport.Find(supported, ProtocolVersion.V1, scheme, network);
            var kindV2 = FacilitatorSupport.Find(supported, ProtocolVersion.V2, scheme, network);
            if (wanted[i] is not { } price)
                continue;
            if ((kindV2 ?? kindV1) is not { } kind)
                problems.Add($"the facilitator does not support scheme '{scheme}' on network '{network}'");
            else if (!TryCreate(option, tenant, price, kind.Extra, out var requirements, out var error))
                problems.Add(error);
            else
            {
                if (kindV2 is not null)
                {
                    accepts.Add(requirements);
                    texts.Add(price.ToString());
                }
                if (kindV1 is not null && !extended.NeedVersion2)
                    acceptsV1.Add(DiscoveryV1.Describe(requirements, endpoint));
            }
        }
        if (accepts.Count == 0 && acceptsV1.Count == 0)
        {
            Log.NothingToOffer(logger, endpoint.Name, string.Join("; ", problems));
            return null;
        }
        foreach (var problem in problems)
            Log.OptionNotOffered(logger, endpoint.Name, problem);
        return new OfferSet(supported, Describe(endpoint), accepts, acceptsV1, texts, extended);
    }

    private ResourceInfo Describe(PaidEndpoint endpoint) => new()
    {
        Url = "",
        Description = endpoint.Metadata.Description ?? "",
        MimeType = endpoint.Metadata.MimeType ?? "",
        ServiceName = options.Value.ServiceName,
    };

    private bool TryCreate(PaymentOption option, PaymentTenant? tenant, Price price, JsonElement? extra, [NotNullWhen(true)] out PaymentRequirements? requirements, [NotNullWhen(false)] out string? error)
    {
        requirements = null;
        var (schemeName, networkName, payTo) = (option.Scheme ?? options.Value.Scheme, option.Network ?? tenant?.Network ?? options.Value.Network, option.PayTo ?? tenant?.PayTo ?? options.Value.PayTo);
        if (networkName is null)
            error = "no network is given. Set X402:Network, for example 'eip155:8453', or name one for the endpoint.";
        else if (!NetworkId.TryParse(networkName, out var network))
            error = $"'{networkName}' is not a CAIP-2 network such as 'eip155:8453'.";
        else if (string.IsNullOrEmpty(payTo))
            error = "no recipient is given. Set X402:PayTo to your address, or name one for the endpoint.";
        else if (Array.Find(_schemes, scheme => scheme.Scheme == schemeName && scheme.Supports(network)) is not { } scheme)
            error = $"no scheme '{schemeName}' is registered for network '{networkName}'. Call AddEvm() after AddX402(...) for EVM chains, or check both names.";
        else if ((option.MaxTimeoutSeconds ?? options.Value.MaxTimeoutSeconds) is var seconds && seconds <= 0)
            error = $"MaxTimeoutSeconds is {seconds}. Set it to the seconds a settlement may take, for example 300.";
        else if ((option.PaymentFlow ?? PaymentFlow.Authorization) is var flow && flow is not (PaymentFlow.Authorization or PaymentFlow.Upfront or PaymentFlow.Escrow))
            error = $"'{flow}' is no payment flow. Write 'authorization' to settle after the work, or 'upfront' to settle before it.";
        else if (!scheme.SupportsFlow(flow))
            error = $"scheme '{schemeName}' does not support the payment flow '{flow}' on this server.";
        else if (!scheme.TryCreateRequirements(new() { Price = price, Network = network, PayTo = payTo, MaxTimeoutSeconds = seconds, Extra = extra }, out requirements, out error))
            error = error.TrimEnd();
        else
            requirements = WithFlow(requirements, flow);
        return requirements is not null;
    }

    // the flow is the endpoint's to say, whatever a facilitator announces; the default one is never written
    private static PaymentRequirements WithFlow(PaymentRequirements requirements, string flow) => flow == PaymentFlow.Of(requirements)
        ? requirements
        : requirements with { Extra = ExtensionJson.Merge(requirements.Extra, [(PaymentFlow.Member, JsonElement.Parse($"\"{flow}\""))]) };
}
