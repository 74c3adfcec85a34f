using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Paywall;

namespace Microsoft.AspNetCore.Builder;

/// <summary>One click instead of a browser wallet, on a developer's machine.</summary>
public static class DevelopmentWalletEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Lets people pay on the paywall page with a published account of a local Anvil, <c>X402:Paywall:DevelopmentChain</c>.
    /// Maps nothing outside of the environment Development or without that setting, and answers only requests from this machine.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where.</param>
    public static IEndpointRouteBuilder MapX402DevelopmentWallet(this IEndpointRouteBuilder endpoints, string path = "/.well-known/x402/development-wallet")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var wallet = endpoints.ServiceProvider.GetRequiredService<DevelopmentWallet>();
        if (wallet.IsAllowed)
        {
            wallet.Path = path;
            endpoints.MapPost(path, (RequestDelegate)wallet.InvokeAsync).WithDisplayName("x402 development wallet");
        }
        return endpoints;
    }
}
