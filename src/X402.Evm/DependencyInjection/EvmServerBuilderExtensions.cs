using Microsoft.Extensions.DependencyInjection.Extensions;
using X402.Assets;
using X402.DependencyInjection;
using X402.Evm.Schemes.Exact;
using X402.Schemes;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a resource server be paid on EVM chains.</summary>
public static class EvmServerBuilderExtensions
{
    /// <summary>
    /// Adds the exact scheme on EVM chains. Tokens come from the <see cref="AssetRegistry"/> service, or from
    /// <see cref="AssetRegistry.Default"/> if there is none.
    /// </summary>
    /// <example><code>builder.Services.AddX402(o => { o.PayTo = "0x.."; o.Network = "eip155:8453"; }).AddEvm();</code></example>
    public static IX402ServerBuilder AddEvm(this IX402ServerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPaymentSchemeServer, ExactEvmServer>(
            static services => new ExactEvmServer(services.GetService<AssetRegistry>() ?? AssetRegistry.Default)));
        return builder;
    }
}
