using Microsoft.AspNetCore.Routing;
using X402.AspNetCore.Gate;
using X402.AspNetCore.Gate.Offers;

namespace X402.AspNetCore.Catalogue;

/// <summary>Reads the paid endpoints from the application's endpoints themselves, so that it cannot differ from what is sold.</summary>
internal sealed class PaidEndpointCatalog(EndpointDataSource endpoints, GatedEndpoints gated, OfferBook offers) : IPaidEndpointCatalog
{
    public IReadOnlyList<PaidEndpointInfo> Endpoints
    {
        get
        {
            var paid = new List<PaidEndpointInfo>();
            foreach (var endpoint in endpoints.Endpoints)
            {
                if (gated.Find(endpoint) is { } found)
                    paid.Add(Describe(found) with { Discovery = endpoint.Metadata.GetMetadata<EndpointDiscovery>() });
            }
            return paid;
        }
    }

    public IEnumerable<PaidEndpoint> All() => endpoints.Endpoints.Select(gated.Find).OfType<PaidEndpoint>();

    private PaidEndpointInfo Describe(PaidEndpoint endpoint) => new(
        endpoint.Name,
        endpoint.Route,
        endpoint.Methods,
        [.. endpoint.Metadata.Options.Select(option => option.Price).OfType<string>()],
        endpoint.Metadata.Description,
        endpoint.Metadata.MimeType,
        offers.TryGetKnown(endpoint)?.Accepts ?? []);
}
