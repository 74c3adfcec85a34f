using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using X402.Facilitator;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the facilitator's endpoints.</summary>
public static class FacilitatorEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST /verify</c>, <c>POST /settle</c>, <c>GET /supported</c> (digest section 5) and <c>GET /settlements/{id}</c>, and the
    /// gRPC service <c>x402.facilitator.v1.Facilitator</c>, which needs a port that speaks HTTP/2.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">A path in front of the HTTP endpoints; gRPC has paths of its own.</param>
    public static RouteGroupBuilder MapX402Facilitator(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var http = endpoints.ServiceProvider.GetRequiredService<FacilitatorHttp>();
        var group = endpoints.MapGroup(prefix);
        group.MapPost("/verify", (RequestDelegate)http.VerifyAsync).WithName("x402.verify");
        group.MapPost("/settle", (RequestDelegate)http.SettleAsync).WithName("x402.settle");
        group.MapGet("/supported", (RequestDelegate)http.SupportedAsync).WithName("x402.supported");
        group.MapGet("/settlements/{**id}", (RequestDelegate)http.StatusAsync).WithName("x402.settlement");
        endpoints.MapGrpcService<FacilitatorGrpc>();
        return group;
    }
}
