using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using X402.AspNetCore;
using X402.AspNetCore.Catalogue;
using X402.AspNetCore.Configuration;
using X402.AspNetCore.DependencyInjection;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Discovery;
using X402.AspNetCore.Extensions;
using X402.AspNetCore.Gate;
using X402.AspNetCore.Gate.Extensions;
using X402.AspNetCore.Gate.Offers;
using X402.AspNetCore.Gate.Settlement;
using X402.AspNetCore.Gate.Upfront;
using X402.AspNetCore.Paywall;
using X402.DependencyInjection;
using X402.Facilitators;
using X402.Ledger;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up the resource server.</summary>
public static class X402ServerServiceCollectionExtensions
{
    /// <summary>Lets this application sell endpoints.</summary>
    /// <example><code>
    /// builder.Services.AddX402(o => { o.PayTo = "0x..."; o.Network = "eip155:8453"; }).AddEvm().AddRedisLedger();
    /// app.MapGet("/weather/{city}", GetWeather).RequirePayment("$0.01");
    /// </code></example>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Settings; they win over those of the configuration section <c>X402</c>.</param>
    public static IX402ServerBuilder AddX402(this IServiceCollection services, Action<X402ServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<X402ServerOptions>().BindConfiguration(X402ServerOptions.SectionName);
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(PaymentGate)))
            return new X402ServerBuilder(services);

        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPaymentLedger>(provider => new InMemoryPaymentLedger(provider.GetRequiredService<TimeProvider>()));
        AddFacilitator(services);
        AddGate(services);
        AddPaywall(services);
        services.AddHostedService(provider => provider.GetRequiredService<FacilitatorSupport>());
        services.AddHostedService<SettlementReconciler>();
        services.AddTransient<IStartupFilter, UpfrontGuard>();
        services.AddTransient<IStartupFilter, StartupCheck>();
        services.AddHealthChecks().AddCheck<SellingHealthCheck>("x402");
        ExposePaymentHeaders(services);
        return new X402ServerBuilder(services);
    }

    private static void AddFacilitator(IServiceCollection services)
    {
        services.TryAddSingleton<IFacilitator, ConfiguredFacilitator>();
        services.AddHttpClient(ConfiguredFacilitator.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(HttpFacilitator.CreateHandler)
            // the gate logs what becomes of each call, with the payment that it was about
            .RemoveAllLoggers()
            // the handler renews its connections itself
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, FacilitatorHandlerFilter>());
    }

    private static void AddGate(IServiceCollection services)
    {
        services.AddSingleton<X402ServerOptionsValidator>();
        services.AddSingleton<ResourceOrigin>();
        services.AddSingleton<FacilitatorSupport>();
        services.AddSingleton<ExtensionRegistry>();
        services.AddSingleton<PriceBook>();
        services.AddSingleton<OfferBook>();
        services.AddSingleton<IPaymentExtension, BazaarExtension>();
        services.AddSingleton<IPaymentExtension, PaymentIdentifierExtension>();
        services.AddSingleton<IPaymentExtension, RequestBindingExtension>();
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<PaymentVerifier>();
        services.AddSingleton<SecondOpinion>();
        services.AddSingleton<PaymentSettler>();
        services.AddSingleton<SettlementWatch>();
        services.AddSingleton<GateAnswers>();
        services.AddSingleton<UpfrontFlow>();
        services.AddSingleton<DuplicateRequests>();
        services.AddSingleton<EarlierPurchases>();
        services.AddSingleton<PaymentGate>();
        services.AddSingleton<GatedEndpoints>();
        services.AddSingleton<MatcherPolicy>(provider => provider.GetRequiredService<GatedEndpoints>());
        services.AddSingleton<PaidEndpointCatalog>();
        services.AddSingleton<IPaidEndpointCatalog>(provider => provider.GetRequiredService<PaidEndpointCatalog>());
    }

    private static void AddPaywall(IServiceCollection services)
    {
        services.TryAddSingleton<IPaywallPage, PaywallPage>();
        services.AddSingleton<DevelopmentWallet>();
        services.AddSingleton<PaywallOptionsValidator>();
        services.AddHttpClient(DevelopmentWallet.HttpClientName);
    }

    // before or after AddCors; a CORS service of the application's own stays as it is
    private static void ExposePaymentHeaders(IServiceCollection services)
    {
        services.AddOptions<CorsOptions>();
        if (services.All(service => service.ServiceType != typeof(ICorsService) || service.ImplementationType == typeof(CorsService)))
            services.Replace(ServiceDescriptor.Transient<ICorsService, ExposedHeaders>());
    }
}
