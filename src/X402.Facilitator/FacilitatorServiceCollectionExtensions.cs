using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.DependencyInjection;
using X402.Facilitator;
using X402.Facilitators;
using X402.Settlement;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a facilitator to an application.</summary>
public static class FacilitatorServiceCollectionExtensions
{
    /// <summary>
    /// Adds the facilitator; the section <c>Facilitator</c> of the configuration is bound. Add its chains to what is returned, for example
    /// <c>AddEvm()</c>, and map it with <c>MapX402Facilitator()</c>. In the same process a resource server uses it without any HTTP.
    /// </summary>
    public static IX402FacilitatorBuilder AddX402Facilitator(this IServiceCollection services, Action<X402FacilitatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<X402FacilitatorOptions>().BindConfiguration("Facilitator").ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<X402FacilitatorOptions>, X402FacilitatorOptionsValidator>());
        services.TryAddSingleton<FacilitatorEngine>();
        services.AddSingleton<IFacilitator>(static provider => provider.GetRequiredService<FacilitatorEngine>());
        services.TryAddSingleton<AccessControl>();
        services.TryAddSingleton<FacilitatorHttp>();
        services.AddGrpc(static grpc => grpc.MaxReceiveMessageSize = RequestBody.MaxBytes);
        services.TryAddSingleton<InMemoryRelayerLeases>();
        services.TryAddSingleton<IRelayerLeases>(static provider => provider.GetRequiredService<InMemoryRelayerLeases>());
        services.TryAddSingleton<ISettlementJournal>(static provider =>
        {
            Log.JournalInMemory(provider.GetRequiredService<ILogger<FacilitatorEngine>>());
            return new InMemorySettlementJournal(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<InMemoryRelayerLeases>());
        });
        return new FacilitatorBuilder(services);
    }

    private sealed class FacilitatorBuilder(IServiceCollection services) : IX402FacilitatorBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
