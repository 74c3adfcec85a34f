using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using X402.Networks;

namespace X402.Evm.Settlement;

/// <summary>Checks the chains at start; collects everything instead of stopping at the first mistake. No message repeats a key or a node's address.</summary>
internal sealed class EvmFacilitatorOptionsValidator(IServiceProviderIsKeyedService services) : IValidateOptions<EvmFacilitatorOptions>
{
    public ValidateOptionsResult Validate(string? name, EvmFacilitatorOptions options)
    {
        var errors = new List<string>();
        if (options.Networks.Count == 0)
            errors.Add("Facilitator:Networks is empty. Add a chain, for example Facilitator:Networks:0:Network = 'eip155:31337' with RpcUrl and RelayerKeys.");
        var networks = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Networks.Count; i++)
        {
            var network = options.Networks[i];
            var path = $"Facilitator:Networks:{i}";
            if (!NetworkId.TryParse(network.Network, out var id) || !id.TryGetEvmChainId(out _))
                errors.Add($"{path}:Network is '{network.Network}', which is not an EVM chain. Write its CAIP-2 id, for example 'eip155:8453' for Base.");
            else if (!networks.Add(network.Network))
                errors.Add($"{path}:Network is '{network.Network}' a second time. Merge the entries: one chain may have several RpcUrls and RelayerKeys.");
            CheckNodes(network, path, errors);
            CheckKeys(network, path, errors);
            CheckNumbers(network, path, errors);
            for (var j = 0; j < network.AllowedWalletFactories.Count; j++)
            {
                if (!EvmAddress.TryParseChecked(network.AllowedWalletFactories[j], out _))
                    errors.Add($"{path}:AllowedWalletFactories:{j} is '{network.AllowedWalletFactories[j]}', which is no address, or one with a typing error.");
            }
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckNodes(EvmNetworkOptions network, string path, List<string> errors)
    {
        if (network.RpcUrl is null && network.RpcUrls.Count == 0)
            errors.Add($"{path}:RpcUrl is missing. Set it, or the connection string 'chain', to the node's JSON-RPC address.");
        if (network.RpcUrl is not null)
            CheckNode(network.RpcUrl, $"{path}:RpcUrl", errors);
        for (var i = 0; i < network.RpcUrls.Count; i++)
            CheckNode(network.RpcUrls[i], $"{path}:RpcUrls:{i}", errors);
    }

    private static void CheckNode(string url, string path, List<string> errors)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            errors.Add($"{path} is not an absolute http or https address.");
    }

    private void CheckKeys(EvmNetworkOptions network, string path, List<string> errors)
    {
        // relayers of the application's own, for example in a vault, stand beside the configured keys or take their place
        if (network.RelayerKeys.Count == 0 && !services.IsKeyedService(typeof(IRelayerSigner), network.Network))
            errors.Add($"{path}:RelayerKeys is empty. Without a key nothing can be settled; add one with some of the chain's currency for gas.");
        var addresses = new HashSet<EvmAddress>();
        for (var i = 0; i < network.RelayerKeys.Count; i++)
        {
            if (!PrivateKeyRelayerSigner.TryCreate(network.RelayerKeys[i], out var signer))
                errors.Add($"{path}:RelayerKeys:{i} is not a private key: 0x and 64 hexadecimal digits, below the order of the curve.");
            else if (!addresses.Add(signer.Address))
                errors.Add($"{path}:RelayerKeys:{i} is the key of {signer.Address}, which is in the list already.");
            else if (NetworkId.TryParse(network.Network, out var id) && id.TryGetEvmChainId(out var chainId) && PublishedAccounts.IsUnsafe(signer.Address, chainId))
                errors.Add($"{path}:RelayerKeys:{i} is the published key of the development account {signer.Address}: anybody could take its gas and its nonces. Use a key of your own.");
            signer?.Dispose();
        }
    }

    private static void CheckNumbers(EvmNetworkOptions network, string path, List<string> errors)
    {
        Check(network.Confirmations is >= 1 and <= 1_000, nameof(network.Confirmations), "1 to 1000");
        var nodes = network.RpcUrls.Count + (network.RpcUrl is null ? 0 : 1);
        Check(network.EvidenceQuorum >= 1 && network.EvidenceQuorum <= Math.Max(1, nodes), nameof(network.EvidenceQuorum), "1 to the number of nodes");
        Check(network.FinalityDepth is null or (>= 1 and <= 10_000), nameof(network.FinalityDepth), "1 to 10000");
        Check(network.FinalityDepth is not { } depth || depth >= network.Confirmations, nameof(network.FinalityDepth), "at least Confirmations");
        Check(network.MaxFeePerGasGwei > 0, nameof(network.MaxFeePerGasGwei), "greater than 0");
        Check(network.BatchSize is >= 1 and <= 100, nameof(network.BatchSize), "1 to 100");
        Check(network.MaxInFlight is >= 1 and <= 1_000, nameof(network.MaxInFlight), "1 to 1000");
        Check(network.LogLookback is >= 1 and <= 1_000_000, nameof(network.LogLookback), "1 to 1000000");
        Check(network.FailuresBeforePause is >= 0 and <= 1_000_000, nameof(network.FailuresBeforePause), "0 to 1000000");
        CheckTime(network.GasBudgetPeriod, nameof(network.GasBudgetPeriod), TimeSpan.FromDays(31));
        CheckTime(network.FailurePause, nameof(network.FailurePause), TimeSpan.FromDays(1));
        CheckTime(network.BlockTime ?? TimeSpan.FromSeconds(1), nameof(network.BlockTime), TimeSpan.FromMinutes(10));
        CheckTime(network.StuckAfter, nameof(network.StuckAfter), TimeSpan.FromHours(1));
        CheckTime(network.SettleTimeout, nameof(network.SettleTimeout), TimeSpan.FromMinutes(10));
        CheckTime(network.RelayerLease, nameof(network.RelayerLease), TimeSpan.FromMinutes(10));
        CheckTime(network.ReconcileInterval, nameof(network.ReconcileInterval), TimeSpan.FromMinutes(10));
        CheckTime(network.AdoptAfter, nameof(network.AdoptAfter), TimeSpan.FromHours(1));

        void CheckTime(TimeSpan value, string member, TimeSpan most) => Check(value > TimeSpan.Zero && value <= most, member, $"greater than 0 and at most {most:c}");

        void Check(bool valid, string member, string range)
        {
            if (!valid)
                errors.Add($"{path}:{member} must be {range}.");
        }
    }
}
