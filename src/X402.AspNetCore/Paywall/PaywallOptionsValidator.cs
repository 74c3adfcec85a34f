using Microsoft.Extensions.Hosting;
using X402.Networks;

namespace X402.AspNetCore.Paywall;

/// <summary>Checks the settings of the page; collects everything instead of stopping at the first mistake.</summary>
internal sealed class PaywallOptionsValidator(IHostEnvironment environment)
{
    public void Validate(PaywallOptions options, List<string> errors)
    {
        if (options.LogoUrl is { } logo && !IsLocal(logo))
            errors.Add($"X402:Paywall:LogoUrl is '{logo}'. Write a path on this server such as '/logo.svg', or a data:image/ URL: the page loads nothing from other servers.");
        if (options.ThemeColor is { } color && !PaywallTheme.IsColor(color))
            errors.Add($"X402:Paywall:ThemeColor is '{color}'. Write a colour as #rrggbb, for example '#0b6b5d'.");
        foreach (var network in options.Networks)
        {
            if (!NetworkId.TryParse(network.Network, out _))
                errors.Add($"X402:Paywall:Networks names '{network.Network}', which is not a CAIP-2 network. Write 'eip155:8453' for Base.");
            else if (network.Name.Length == 0)
                errors.Add($"X402:Paywall:Networks gives no name for {network.Network}. Write how people call it.");
            Check(network.RpcUrl, $"X402:Paywall:Networks: RpcUrl of {network.Network}", errors);
            Check(network.TransactionUrl, $"X402:Paywall:Networks: TransactionUrl of {network.Network}", errors);
        }
        if (options.DevelopmentChain is not { } chain)
            return;
        if (!environment.IsDevelopment())
            errors.Add("X402:Paywall:DevelopmentChain is set outside of Development. Remove it: it lets anybody pay with an account whose key is published.");
        else if (!Uri.TryCreate(chain, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || !url.IsLoopback)
            errors.Add($"X402:Paywall:DevelopmentChain is '{chain}'. Write the address of an Anvil on this machine, for example 'http://localhost:8545'.");
    }

    private static bool IsLocal(string url) => url.StartsWith("data:image/", StringComparison.Ordinal)
        || (url is ['/', ..] and not ['/', '/' or '\\', ..]);

    private static void Check(string? text, string name, List<string> errors)
    {
        if (text is not null && (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            errors.Add($"{name} is '{text}'. Write an absolute http or https URL.");
    }
}
