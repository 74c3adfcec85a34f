using X402.Networks;

namespace X402.AspNetCore.Paywall;

/// <summary>The networks whose names, explorers and public endpoints are known; settings go first.</summary>
internal sealed class KnownNetworks(IEnumerable<PaywallNetwork> configured)
{
    private static readonly PaywallNetwork[] s_known =
    [
        Evm(8453, "Base", "ETH", "https://mainnet.base.org", "https://basescan.org"),
        Evm(84532, "Base Sepolia", "ETH", "https://sepolia.base.org", "https://sepolia.basescan.org"),
        Evm(1, "Ethereum", "ETH", null, "https://etherscan.io"),
        Evm(137, "Polygon", "POL", "https://polygon-rpc.com", "https://polygonscan.com"),
        Evm(80002, "Polygon Amoy", "POL", "https://rpc-amoy.polygon.technology", "https://amoy.polygonscan.com"),
        Evm(42161, "Arbitrum One", "ETH", "https://arb1.arbitrum.io/rpc", "https://arbiscan.io"),
        Evm(421614, "Arbitrum Sepolia", "ETH", "https://sepolia-rollup.arbitrum.io/rpc", "https://sepolia.arbiscan.io"),
        Evm(43114, "Avalanche", "AVAX", "https://api.avax.network/ext/bc/C/rpc", "https://snowtrace.io"),
        Evm(43113, "Avalanche Fuji", "AVAX", "https://api.avax-test.network/ext/bc/C/rpc", "https://testnet.snowtrace.io"),
        Evm(42220, "Celo", "CELO", "https://forno.celo.org", "https://celoscan.io"),
        Evm(31337, "Local chain", "ETH", "http://localhost:8545", null),
    ];

    private readonly PaywallNetwork[] _networks = [.. configured, .. s_known];

    /// <summary>The facts, or <see langword="null"/> where none are known.</summary>
    public PaywallNetwork? Find(string network) => Array.Find(_networks, known => known.Network == network);

    private static PaywallNetwork Evm(ulong chainId, string name, string currency, string? rpcUrl, string? explorer) => new()
    {
        Network = NetworkId.Evm(chainId).ToString(),
        Name = name,
        Currency = currency,
        RpcUrl = rpcUrl,
        TransactionUrl = explorer is null ? null : explorer + "/tx/",
    };
}
