using Microsoft.Extensions.Hosting;
using X402.AspNetCore.Paywall;
using X402.Facilitators;
using X402.Networks;

namespace X402.AspNetCore.Configuration;

/// <summary>Checks the server's settings; collects everything instead of stopping at the first mistake.</summary>
internal sealed class X402ServerOptionsValidator(IHostEnvironment environment, IEnumerable<IFacilitator> facilitators, PaywallOptionsValidator paywall)
{
    public void Validate(X402ServerOptions options, List<string> errors)
    {
        if (options.Network is not null && !NetworkId.TryParse(options.Network, out _))
            errors.Add($"X402:Network is '{options.Network}', which is not a CAIP-2 network. Write 'eip155:8453' for Base, 'eip155:84532' for Base Sepolia, 'eip155:31337' for a local chain.");
        if (options.PayTo is { Length: 0 })
            errors.Add("X402:PayTo is empty. Set it to the address that shall receive the payments, or leave it out and name one per endpoint.");
        if (string.IsNullOrEmpty(options.Scheme))
            errors.Add("X402:Scheme is empty. Write 'exact'.");
        if (options.MaxTimeoutSeconds <= 0)
            errors.Add($"X402:MaxTimeoutSeconds is {options.MaxTimeoutSeconds}. Set it to the seconds a settlement may take, for example 300.");
        if (options.ServiceName is { } name && (name.Length is 0 or > 32 || name.AsSpan().ContainsAnyExceptInRange(' ', '~')))
            errors.Add("X402:ServiceName must be 1 to 32 printable ASCII characters.");

        ValidateOrigin(options, errors);
        ValidateFacilitator(options.Facilitator, errors);
        ValidateDurations(options, errors);
        ValidateSizes(options, errors);
        paywall.Validate(options.Paywall, errors);
    }

    private void ValidateOrigin(X402ServerOptions options, List<string> errors)
    {
        if (options.PublicOrigin is null)
        {
            if (!environment.IsDevelopment())
                errors.Add("X402:PublicOrigin is missing. Set it to the URL under which buyers reach this server, for example 'https://api.example.com': the Host header is never trusted for it.");
        }
        else if (!ResourceOrigin.TryNormalize(options.PublicOrigin, out _))
        {
            errors.Add($"X402:PublicOrigin is '{options.PublicOrigin}'. Write an absolute http or https URL without user, query and fragment, for example 'https://api.example.com'.");
        }
    }

    private void ValidateFacilitator(FacilitatorClientOptions facilitator, List<string> errors)
    {
        // a facilitator of the application's own takes the place of the configured one
        if (facilitators.LastOrDefault() is not ConfiguredFacilitator)
            return;
        if (facilitator.Url is null)
            errors.Add("X402:Facilitator:Url is missing. Set it to the facilitator's base URL, or register an IFacilitator of your own.");
        else if (!Uri.TryCreate(facilitator.Url, UriKind.Absolute, out var url) || !IsHttp(url) || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            errors.Add($"X402:Facilitator:Url is '{facilitator.Url}'. Write an absolute http or https URL without user, query and fragment.");
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && url.Host.Contains('.', StringComparison.Ordinal) && !facilitator.AllowInsecureHttp)
            errors.Add($"X402:Facilitator:Url '{facilitator.Url}' is plain HTTP: anybody in between could forge settlements. Use https, or set X402:Facilitator:AllowInsecureHttp where the network itself is trusted.");
    }

    // "https+http" lets service discovery choose
    private static bool IsHttp(Uri url) => url.Scheme is "http" or "https" or "https+http" or "http+https";

    private static void ValidateDurations(X402ServerOptions options, List<string> errors)
    {
        Check(nameof(options.VerifyTimeout), options.VerifyTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(nameof(options.SettleTimeout), options.SettleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(nameof(options.Lease), options.Lease, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));
        Check(nameof(options.DuplicateWait), options.DuplicateWait, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Check(nameof(options.DeliveryPeriod), options.DeliveryPeriod, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Check(nameof(options.ReconcileInterval), options.ReconcileInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));

        void Check(string name, TimeSpan value, TimeSpan min, TimeSpan max)
        {
            if (value < min || value > max)
                errors.Add($"X402:{name} is {value}. Set it between {min} and {max}.");
        }
    }

    private static void ValidateSizes(X402ServerOptions options, List<string> errors)
    {
        if (options.ResponseMemoryLimit is < 4 * 1024 or > 64 * 1024 * 1024)
            errors.Add($"X402:ResponseMemoryLimit is {options.ResponseMemoryLimit}. Set it between 4096 and 67108864 bytes.");
        if (options.DiscoveryLimit is < 0 or > 4096)
            errors.Add($"X402:DiscoveryLimit is {options.DiscoveryLimit}. Set it between 0 and 4096 bytes.");
        if (options.ResponseLimit <= 0)
            errors.Add($"X402:ResponseLimit is {options.ResponseLimit}. Set it to the largest response in bytes that may be sold.");
        if (options.StoredResponseLimit is < 0 or > 64 * 1024 * 1024)
            errors.Add($"X402:StoredResponseLimit is {options.StoredResponseLimit}. Set it between 0 and 67108864 bytes.");
        if (options.RequestBodyLimit < 0)
            errors.Add($"X402:RequestBodyLimit is {options.RequestBodyLimit}. Set it to the largest request body in bytes that may be bought with.");
    }
}
