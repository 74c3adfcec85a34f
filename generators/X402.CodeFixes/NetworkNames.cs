namespace X402.CodeFixes;

/// <summary>The names of networks in version 1 of the protocol, as <c>X402.Networks.LegacyNetworkNames</c> knows them; a test compares both.</summary>
internal static class NetworkNames
{
    private static readonly Dictionary<string, string> s_networks = new(StringComparer.Ordinal)
    {
        ["ethereum"] = "eip155:1",
        ["sepolia"] = "eip155:11155111",
        ["abstract"] = "eip155:2741",
        ["abstract-testnet"] = "eip155:11124",
        ["base"] = "eip155:8453",
        ["base-sepolia"] = "eip155:84532",
        ["avalanche"] = "eip155:43114",
        ["avalanche-fuji"] = "eip155:43113",
        ["iotex"] = "eip155:4689",
        ["sei"] = "eip155:1329",
        ["sei-testnet"] = "eip155:1328",
        ["polygon"] = "eip155:137",
        ["polygon-amoy"] = "eip155:80002",
        ["peaq"] = "eip155:3338",
        ["story"] = "eip155:1514",
        ["educhain"] = "eip155:41923",
        ["skale-base-sepolia"] = "eip155:324705682",
        ["megaeth"] = "eip155:4326",
        ["monad"] = "eip155:143",
        ["stable"] = "eip155:988",
        ["stable-testnet"] = "eip155:2201",
        ["celo"] = "eip155:42220",
        ["flare"] = "eip155:14",
        ["solana"] = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        ["solana-devnet"] = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        ["solana-testnet"] = "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z",
    };

    public static IReadOnlyList<string> All { get; } = [.. s_networks.Keys];

    public static string? Find(string name) => s_networks.TryGetValue(name, out var network) ? network : null;
}
