using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.Assets;
using X402.DependencyInjection;
using X402.Evm.Settlement;
using X402.Schemes;
using X402.Settlement;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a facilitator verify and settle on EVM chains.</summary>
public static class EvmFacilitatorBuilderExtensions
{
    /// <summary>
    /// Adds the exact scheme on the chains of the section <c>Facilitator:Networks</c>. The connection string <c>chain</c> is the node of the only
    /// network that names none.
    /// </summary>
    /// <example><code>builder.Services.AddX402Facilitator().AddEvm().AddRedisJournal();  app.MapX402Facilitator();</code></example>
    public static IX402FacilitatorBuilder AddEvm(this IX402FacilitatorBuilder builder, Action<EvmFacilitatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<EvmFacilitatorOptions>().BindConfiguration("Facilitator").ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        options.PostConfigure<IConfiguration>(static (options, configuration) =>
        {
            if (options.Networks is [{ RpcUrl: null, RpcUrls.Count: 0 } only])
                only.RpcUrl = configuration.GetConnectionString("chain");
        });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EvmFacilitatorOptions>, EvmFacilitatorOptionsValidator>());
        services.TryAddSingleton(static provider => new EvmSettlementEngine(
            provider.GetRequiredService<IOptions<EvmFacilitatorOptions>>(),
            provider.GetRequiredService<ISettlementJournal>(),
            provider.GetRequiredService<IRelayerLeases>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EvmSettlementEngine>>(),
            provider.GetService<AssetRegistry>(),
            provider.GetKeyedServices<IRelayerSigner>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPaymentSchemeFacilitator, ExactEvmFacilitator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EvmSettlementService>());
        services.AddHealthChecks().AddCheck<EvmFacilitatorHealthCheck>("evm");
        return builder;
    }

    /// <summary>Adds a relayer whose key is not in the configuration, for example in a vault or a hardware module.</summary>
    /// <param name="builder">The facilitator.</param>
    /// <param name="network">The CAIP-2 network it sends on.</param>
    /// <param name="signer">Makes the signer. Made once, when the facilitator starts.</param>
    public static IX402FacilitatorBuilder AddEvmRelayer(this IX402FacilitatorBuilder builder, string network, Func<IServiceProvider, IRelayerSigner> signer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(signer);
        builder.Services.AddKeyedSingleton<IRelayerSigner>(network, (services, _) => signer(services));
        return builder;
    }
}
