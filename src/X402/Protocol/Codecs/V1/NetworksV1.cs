using System.Diagnostics.CodeAnalysis;
using X402.Networks;

namespace X402.Protocol.Codecs.V1;

/// <summary>Networks are CAIP-2 ids inside and names on the wire of version 1.</summary>
internal static class NetworksV1
{
    public static bool TryRead(string name, [NotNullWhen(true)] out string? network)
    {
        network = LegacyNetworkNames.TryGetNetwork(name, out var id) ? id.ToString() : null;
        return network is not null;
    }

    public static bool TryGetName(string network, [NotNullWhen(true)] out string? name)
    {
        name = null;
        return NetworkId.TryParse(network, out var id) && LegacyNetworkNames.TryGetName(id, out name);
    }

    /// <exception cref="ArgumentException">Version 1 cannot name the network.</exception>
    public static string Name(string network) => TryGetName(network, out var name)
        ? name
        : throw new ArgumentException($"Protocol version 1 has no name for the network '{network}'.", nameof(network));
}
