using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace X402.Networks;

/// <summary>The network names of protocol version 1 and their CAIP-2 ids (digest section 7.1).</summary>
public static class LegacyNetworkNames
{
    private static readonly FrozenDictionary<string, string> s_toCaip2 = LegacyNetworkTable.All.ToFrozenDictionary(StringComparer.Ordinal);

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
