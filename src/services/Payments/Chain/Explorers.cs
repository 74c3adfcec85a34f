using System.Buffers;

namespace X402.Services.Payments.Chain;

/// <summary>Where transactions of public networks can be looked up.</summary>
internal static class Explorers
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly Dictionary<string, string> s_explorers = new(StringComparer.Ordinal)
    {
        ["eip155:1"] = "https://etherscan.io", ["eip155:11155111"] = "https://sepolia.etherscan.io",
        ["eip155:8453"] = "https://basescan.org", ["eip155:84532"] = "https://sepolia.basescan.org",
        ["eip155:10"] = "https://optimistic.etherscan.io", ["eip155:42161"] = "https://arbiscan.io",
        ["eip155:137"] = "https://polygonscan.com", ["eip155:80002"] = "https://amoy.polygonscan.com",
        ["eip155:43114"] = "https://snowscan.xyz", ["eip155:43113"] = "https://testnet.snowscan.xyz",
    };

    /// <summary>Where to read about a transaction: our own page for the chain that is configured, else a public explorer; null: nowhere.</summary>
    public static string? TransactionLink(string? network, string? hash, string? ours) =>
        network is null || !IsHash(hash) ? null
        : network == ours ? $"chain/tx/{hash}"
        : s_explorers.TryGetValue(network, out var explorer) ? $"{explorer}/tx/{hash}" : null;

    /// <summary>The same for a block.</summary>
    public static string? BlockLink(string? network, long? block, string? ours) =>
        network is null || block is null ? null
        : network == ours ? $"chain/block/{block}"
        : s_explorers.TryGetValue(network, out var explorer) ? $"{explorer}/block/{block}" : null;

    // hashes come from spans, that is, from strangers
    private static bool IsHash(string? hash) => hash is { Length: 66 } && hash.StartsWith("0x", StringComparison.Ordinal) && !hash.AsSpan(2).ContainsAnyExcept(s_digits);
}
