using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Catalogue;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Offers;
using X402.Ledger;

namespace X402.AspNetCore.Configuration;

/// <summary>
/// Checks settings and all paid endpoints once the application is put together and before it listens. A mistake in a price shows at start,
/// with all others, and not when the first buyer comes.
/// </summary>
internal sealed class StartupCheck(IServiceProvider services, ILogger<StartupCheck> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        Run();
    };

    private void Run()
    {
        var errors = new List<string>();
        var options = TryGetOptions(errors);
        if (options is not null)
        {
            services.GetRequiredService<X402ServerOptionsValidator>().Validate(options, errors);
            var offers = services.GetRequiredService<OfferBook>();
            foreach (var endpoint in services.GetRequiredService<PaidEndpointCatalog>().All())
            {
                var before = errors.Count;
                offers.Validate(endpoint, errors);
                if (errors.Count == before)
                    Log.Selling(logger, endpoint.Name, string.Join(" or ", endpoint.Metadata.Options.Select(option => option.Price ?? "a price per request")));
            }
        }
        if (errors.Count > 0)
            throw new X402ConfigurationException(errors);
        services.GetRequiredService<FacilitatorSupport>().Begin();
        if (services.GetRequiredService<IPaymentLedger>() is InMemoryPaymentLedger)
            Log.LedgerInMemory(logger);
    }

    private X402ServerOptions? TryGetOptions(List<string> errors)
    {
        try
        {
            return services.GetRequiredService<IOptions<X402ServerOptions>>().Value;
        }
        catch (OptionsValidationException exception)
        {
            errors.AddRange(exception.Failures);
        }
        catch (InvalidOperationException exception)
        {
            // a value of the configuration that cannot be converted; the message names its key
            errors.Add(exception.Message);
        }
        return null;
    }
}
