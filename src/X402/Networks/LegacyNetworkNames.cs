using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace X402.Networks;

/// <summary>The network names of protocol version 1 and their CAIP-2 ids (digest section 7.1).</summary>
public static class LegacyNetworkNames
{
    private static readonly FrozenDictionary<string, string> s_toCaip2 = new Dictionary<string, string>(StringComparer.Ordinal)
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
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_toName =
        s_toCaip2.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The CAIP-2 id of a version 1 name.</summary>
    public static bool TryGetNetwork(string name, out NetworkId network)
    {
        network = default;
        return s_toCaip2.TryGetValue(name, out var caip2) && NetworkId.TryParse(caip2, out network);
    }

    /// <summary>The version 1 name of a network; networks without one cannot be offered to version 1 clients.</summary>
    public static bool TryGetName(NetworkId network, [NotNullWhen(true)] out string? name) =>
        s_toName.TryGetValue(network.ToString(), out name);
}
