using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using X402.Client;
using X402.DependencyInjection;
using X402.Purchases;
using X402.Schemes;

// the namespace of the types they extend, so that they are found without a using directive
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Makes HTTP clients of the factory pay.</summary>
public static class X402HttpClientBuilderExtensions
{
    /// <summary>Lets this HTTP client pay for what costs money, within limits. Add a signer to the result, for example with <c>AddEvmSigner</c>.</summary>
    /// <example>
    /// <code>
    /// builder.Services.AddHttpClient("shop")
    ///     .AddX402Payments(o => o.LimitTotal("$5"))
    ///     .AddEvmSigner(builder.Configuration["Shop:PrivateKey"]!);
    /// </code>
    /// </example>
    /// <param name="builder">The HTTP client. Redirects are then followed by the payment handler instead of the primary one.</param>
    /// <param name="configure">The limits; without it at most $1 per payment, in known dollar tokens.</param>
    public static IX402ClientBuilder AddX402Payments(this IHttpClientBuilder builder, Action<PaymentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        var services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PaymentOptions>, PaymentOptionsValidator>());
        var options = services.AddOptions<PaymentOptions>(name).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        services.AddKeyedSingleton(name, (provider, _) => CreateServices(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => new PurchaseReconciler(provider.GetRequiredKeyedService<PaymentServices>(name), name));
        services.AddSingleton<IHostedService>(provider => new PurchaseReconcilerService(
            provider, name, provider.GetRequiredService<IOptionsMonitor<PaymentOptions>>().Get(name).ReconcileInterval,
            provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetRequiredService<ILogger<PurchaseReconciler>>()));
        builder.AddHttpMessageHandler(provider => new PaymentHandler(
            provider.GetRequiredService<IOptionsMonitor<PaymentOptions>>().Get(name),
            All<IPaymentSchemeClient>(provider, name),
            provider.GetRequiredKeyedService<PaymentServices>(name),
            name));
        return new X402ClientBuilder(services, name);
    }

    private static PaymentServices CreateServices(IServiceProvider provider, string name)
    {
        var loggers = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        var journal = One<IPurchaseJournal>(provider, name);
        if (journal is null)
            Log.JournalInMemory(loggers.CreateLogger<PaymentHandler>(), name);
        return new PaymentServices
        {
            Time = time,
            Loggers = loggers,
            Journal = journal ?? new InMemoryPurchaseJournal(),
            Budget = One<ISpendBudget>(provider, name) ?? new InMemorySpendBudget(time),
            Policies = [.. All<ISpendPolicy>(provider, name)],
            Evidence = [.. All<IAuthorizationEvidence>(provider, name), .. All<IPaymentSchemeClient>(provider, name).OfType<IAuthorizationEvidence>()],
            Approver = One<IPaymentApprover>(provider, name),
            Audit = One<IPurchaseAudit>(provider, name) ?? new LoggingPurchaseAudit(loggers),
        };
    }

    private static T? One<T>(IServiceProvider provider, string name) where T : class => provider.GetKeyedService<T>(name) ?? provider.GetService<T>();

    private static IEnumerable<T> All<T>(IServiceProvider provider, string name) => [.. provider.GetKeyedServices<T>(name), .. provider.GetServices<T>()];
}
