using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.Assets;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Networks;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>The settlement engine: one <see cref="SettlementNetwork"/> per configured chain.</summary>
internal sealed class EvmSettlementEngine : IDisposable
{
    private readonly Dictionary<string, SettlementNetwork> _networks = new(StringComparer.Ordinal);
    private readonly SettlementGauges _gauges;

    public EvmSettlementEngine(
        IOptions<EvmFacilitatorOptions> options,
        ISettlementJournal journal,
        IRelayerLeases leases,
        TimeProvider time,
        ILogger<EvmSettlementEngine> logger,
        AssetRegistry? assets,
        Func<string, IEnumerable<IRelayerSigner>> relayersOf)
    {
        Journal = journal;
        foreach (var settings in options.Value.Networks)
        {
            var network = NetworkId.Parse(settings.Network);
            var nodes = Connect(settings);
            var rpc = new FailoverRpc(nodes, logger);
            var exact = new ExactEvmSettlementScheme(network, new(network, new CoalescingRpc(rpc), time, LimitsOf(settings)), assets ?? AssetRegistry.Default, new RecentVerdicts(time));
            var chain = new ChainContext
            {
                Network = settings.Network,
                ChainId = network.TryGetEvmChainId(out var chainId) ? chainId : throw new InvalidOperationException($"'{network}' is no EVM chain."),
                Options = settings,
                Rpc = rpc,
                Witnesses = settings.EvidenceQuorum == 1 ? Witnesses.One(rpc) : new(nodes, settings.EvidenceQuorum, logger),
                Journal = journal,
                Schemes = new Dictionary<string, IEvmSettlementScheme>(StringComparer.Ordinal) { [exact.Scheme] = exact },
                Time = time,
                Logger = logger,
                GasBudget = new(settings, time, logger),
                Queue = new(time),
            };
            _networks.Add(settings.Network, new(chain, leases, [.. settings.RelayerKeys.Select(Sign), .. relayersOf(settings.Network)]));
        }
        _gauges = new(this, time);
    }

    public ISettlementJournal Journal { get; }

    public IReadOnlyCollection<SettlementNetwork> Networks => _networks.Values;

    public SettlementNetwork? Find(string network) => _networks.GetValueOrDefault(network);

    public void Dispose()
    {
        _gauges.Dispose();
        foreach (var network in _networks.Values)
            network.Dispose();
    }

    private static ExactEvmVerifierOptions LimitsOf(EvmNetworkOptions settings) =>
        new() { AllowedFactories = settings.AllowedWalletFactories.Select(static factory => EvmAddress.Parse(factory)).ToHashSet() };

    private static IEvmRpc[] Connect(EvmNetworkOptions settings)
    {
        string[] urls = settings.RpcUrl is { } first ? [first, .. settings.RpcUrls] : [.. settings.RpcUrls];
        return [.. urls.Select(static url => EvmRpcClient.Create(new() { Endpoint = new Uri(url) }))];
    }

    private static PrivateKeyRelayerSigner Sign(string key) =>
        PrivateKeyRelayerSigner.TryCreate(key, out var signer) ? signer : throw new InvalidOperationException("A relayer key is none.");
}
