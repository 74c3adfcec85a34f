using Microsoft.Extensions.Configuration;
using X402.Client;
using X402.Evm.Rpc;
using X402.Networks;

namespace X402.ClientAgent;

/// <summary>The paying HTTP client's name and limits.</summary>
internal static class Shop
{
    public const string Name = "shop";

    public static void Limit(PaymentOptions options, AgentSettings settings, IConfiguration configuration)
    {
        options.LimitTotal(AmountFormat.Dollars(settings.Budget));
        if (configuration["Agent:MaxPerPayment"] is { Length: > 0 } max)
            options.MaxAmountPerPayment = max;
        // inside a container network servers have names and no certificates
        foreach (var host in (configuration["Agent:InsecureHosts"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            options.InsecureHosts.Add(host);
    }

    /// <summary>The chain to ask for balances and fates of payments: Aspire's connection string, if there is one.</summary>
    public static Uri? Chain(IConfiguration configuration) =>
        Uri.TryCreate(configuration.GetConnectionString("chain"), UriKind.Absolute, out var url) ? url : null;

    /// <summary>Which network that is, or <see langword="null"/> when it does not answer; the agent can buy without it.</summary>
    public static async Task<string?> NetworkAsync(IEvmRpc chain, CancellationToken cancellationToken)
    {
        try
        {
            return NetworkId.Evm(await chain.SendAsync(EvmRpcCalls.ChainId(), cancellationToken)).ToString();
        }
        catch (EvmRpcException)
        {
            return null;
        }
    }
}
