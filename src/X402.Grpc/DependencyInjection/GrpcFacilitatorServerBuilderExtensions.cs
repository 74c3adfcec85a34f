using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using X402.DependencyInjection;
using X402.Facilitators;
using X402.Grpc;

// the namespace of the types they extend, so that they are found without a using directive
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Lets resource servers talk gRPC to their facilitator.</summary>
public static class GrpcFacilitatorServerBuilderExtensions
{
    /// <summary>
    /// Reaches the facilitator over gRPC instead of HTTP: half of the CPU time, and it tells by itself what became of settlements that take long.
    /// For facilitators of this platform; others speak HTTP. The settings are those of <c>X402:Facilitator</c>.
    /// </summary>
    /// <param name="builder">The resource server.</param>
    /// <param name="configure">Settings; they win over those of the configuration.</param>
    /// <returns>The same builder.</returns>
    public static IX402ServerBuilder AddGrpcFacilitator(this IX402ServerBuilder builder, Action<GrpcFacilitatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<GrpcFacilitatorOptions>()
            .Configure<IConfiguration>(static (options, configuration) =>
            {
                if (TimeSpan.TryParse(configuration["X402:SettleTimeout"], CultureInfo.InvariantCulture, out var timeout))
                    options.Timeout = timeout;
            })
            .BindConfiguration("X402:Facilitator")
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GrpcFacilitatorOptions>, GrpcFacilitatorOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        for (var i = 0; i < ConfiguredGrpcFacilitator.Connections; i++)
        {
            services.AddHttpClient(ConfiguredGrpcFacilitator.NameOf(i))
                .ConfigurePrimaryHttpMessageHandler(ConfiguredGrpcFacilitator.CreateHandler)
                // the gate logs what becomes of each call, with the payment that it was about
                .RemoveAllLoggers()
                // the handler renews its connections itself
                .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        }
        services.TryAddSingleton<ConfiguredGrpcFacilitator>();
        services.Replace(ServiceDescriptor.Singleton<IFacilitator>(static provider => provider.GetRequiredService<ConfiguredGrpcFacilitator>()));
        return builder;
    }
}
