using Microsoft.Extensions.Logging;
using X402.Client;
using X402.DependencyInjection;
using X402.Purchases;
using X402.Schemes;

// the namespace of the types they extend, so that they are found without a using directive
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Parts of a paying HTTP client. Each is registered for the client's name; parts registered without a name serve all clients.</summary>
public static class X402ClientBuilderExtensions
{
    /// <summary>Keeps signed payments in a file, so that not even a crash makes the client pay twice.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="path">The file, used by one process at a time.</param>
    public static IX402ClientBuilder AddPurchaseJournal(this IX402ClientBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.AddPart<IPurchaseJournal>(services => new FilePurchaseJournal(path, services.GetService<ILogger<FilePurchaseJournal>>()));
    }

    /// <summary>Keeps signed payments in a store of the application's choice.</summary>
    public static IX402ClientBuilder AddPurchaseJournal(this IX402ClientBuilder builder, Func<IServiceProvider, IPurchaseJournal> factory) => builder.AddPart(factory);

    /// <summary>Counts spending in a store of the application's choice, for example one shared by several processes.</summary>
    public static IX402ClientBuilder AddSpendBudget(this IX402ClientBuilder builder, Func<IServiceProvider, ISpendBudget> factory) => builder.AddPart(factory);

    /// <summary>Adds a rule of the application.</summary>
    public static IX402ClientBuilder AddSpendPolicy(this IX402ClientBuilder builder, Func<IServiceProvider, ISpendPolicy> factory) => builder.AddPart(factory);

    /// <summary>Asks somebody before money is spent.</summary>
    public static IX402ClientBuilder AddPaymentApprover(this IX402ClientBuilder builder, Func<IServiceProvider, IPaymentApprover> factory) => builder.AddPart(factory);

    /// <summary>Records decisions in a store of the application's choice instead of the log.</summary>
    public static IX402ClientBuilder AddPurchaseAudit(this IX402ClientBuilder builder, Func<IServiceProvider, IPurchaseAudit> factory) => builder.AddPart(factory);

    /// <summary>Adds a scheme the client can pay by; packages for chains offer methods of their own on top of this one.</summary>
    public static IX402ClientBuilder AddScheme(this IX402ClientBuilder builder, Func<IServiceProvider, IPaymentSchemeClient> factory) => builder.AddPart(factory);

    /// <summary>Views of chains, which tell what became of payments without an answer.</summary>
    public static IX402ClientBuilder AddAuthorizationEvidence(this IX402ClientBuilder builder, Func<IServiceProvider, IAuthorizationEvidence> factory) => builder.AddPart(factory);

    private static IX402ClientBuilder AddPart<T>(this IX402ClientBuilder builder, Func<IServiceProvider, T> factory) where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.AddKeyedSingleton(builder.Name, (services, _) => factory(services));
        return builder;
    }
}
