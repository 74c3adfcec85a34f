using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using X402.AspNetCore.Catalogue;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Free endpoints that tell what is sold and what became of a payment.</summary>
public static class CatalogueEndpointRouteBuilderExtensions
{
    /// <summary>Maps <c>GET /.well-known/x402</c>: everything that is sold here, with prices and offers, as JSON.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where.</param>
    public static IEndpointConventionBuilder MapX402Catalogue(this IEndpointRouteBuilder endpoints, string pattern = "/.well-known/x402")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet(pattern, (RequestDelegate)CatalogueEndpoints.ListAsync).WithDisplayName("x402 catalogue");
    }

    /// <summary>
    /// Maps <c>GET /.well-known/x402/payments/{network}/{asset}/{payer}/{nonce}</c>: whether a payment was taken, for a buyer whose connection was lost.
    /// It tells nothing that the chain does not tell everybody.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where; the payment follows.</param>
    public static IEndpointConventionBuilder MapX402PaymentStatus(this IEndpointRouteBuilder endpoints, string pattern = "/.well-known/x402/payments")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet($"{pattern.TrimEnd('/')}/{{**id}}", (RequestDelegate)CatalogueEndpoints.FindPaymentAsync).WithDisplayName("x402 payment status");
    }
}
