using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Gate.Offers;

namespace X402.AspNetCore.Gate;

/// <summary>A paid endpoint as the gate knows it.</summary>
internal sealed class PaidEndpoint
{
    private volatile OfferSet? _offers;

    public PaidEndpoint(IPaymentMetadata metadata, string? pattern, IReadOnlyList<string> methods, string? displayName, EndpointMetadataCollection endpointMetadata)
    {
        Metadata = metadata;
        EndpointMetadata = endpointMetadata;
        Methods = methods;
        Route = pattern is null ? displayName ?? "?" : "/" + pattern.TrimStart('/');
        Name = methods.Count == 0 ? Route : $"{string.Join(',', methods)} {Route}";
        LiteralPath = pattern is not null && !pattern.Contains('{', StringComparison.Ordinal) ? Route : null;
        HasDynamicPrice = metadata.Options.Any(option => option.PriceOf is not null);
    }

    public IPaymentMetadata Metadata { get; }

    /// <summary>Everything else that is said about the endpoint; extensions look there.</summary>
    public EndpointMetadataCollection EndpointMetadata { get; }

    /// <summary>The methods it answers; none means all.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>The route pattern.</summary>
    public string Route { get; }

    /// <summary>How people and metrics name it: methods and route pattern, bounded.</summary>
    public string Name { get; }

    /// <summary>The only canonical path of a route without parameters.</summary>
    public string? LiteralPath { get; }

    /// <summary>Whether the price has to be asked for with each request.</summary>
    public bool HasDynamicPrice { get; }

    /// <summary>The offers for the facilitator's last known support; only for static prices.</summary>
    public OfferSet? Offers { get => _offers; set => _offers = value; }

    /// <summary>The same for each tenant.</summary>
    public TenantOffers TenantOffers { get; } = new();
}
