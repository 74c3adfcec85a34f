using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace X402.Networks;

/// <summary>A CAIP-2 chain id such as <c>eip155:8453</c>: a namespace and a reference (digest section 7.1).</summary>
/// <remarks>Compared exactly; a version 1 name such as <c>base</c> is translated by <see cref="LegacyNetworkNames"/> at the edge.</remarks>
public readonly record struct NetworkId
{
    /// <summary>The CAIP-2 namespace of EVM chains.</summary>
    public const string Eip155 = "eip155";

    // the greatest integer that every JSON implementation reads exactly
    private const ulong MaxEvmChainId = (1UL << 53) - 1;

    private NetworkId(string @namespace, string reference) => (Namespace, Reference) = (@namespace, reference);

    /// <summary>The family of chains, for example <c>eip155</c> or <c>solana</c>.</summary>
    public string Namespace { get; }

    /// <summary>The chain inside the family; for EVM chains the decimal chain id.</summary>
    public string Reference { get; }

    /// <summary>An EVM chain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The chain id is not between 1 and 2^53 - 1.</exception>
    public static NetworkId Evm(ulong chainId)
    {
        ArgumentOutOfRangeException.ThrowIfZero(chainId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chainId, MaxEvmChainId);
        return new(Eip155, chainId.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Parses a CAIP-2 id.</summary>
    /// <exception cref="FormatException">The text is not <c>namespace:reference</c> as CAIP-2 defines it.</exception>
    public static NetworkId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a CAIP-2 network such as 'eip155:8453'.");

    /// <summary>Parses a CAIP-2 id without throwing: namespace 3-8 of <c>[-a-z0-9]</c>, reference 1-32 of <c>[-_a-zA-Z0-9]</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NetworkId id)
    {
        id = default;
        if (text is null)
            return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 3 or > 8 || text.Length - colon - 1 is < 1 or > 32)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var valid = i == colon || char.IsAsciiDigit(c) || c == '-' || char.IsAsciiLetterLower(c) || (i > colon && (c == '_' || char.IsAsciiLetterUpper(c)));
            if (!valid)
                return false;
        }
        var parsed = new NetworkId(text[..colon], text[(colon + 1)..]);
        if (parsed.Namespace == Eip155 && !parsed.TryGetEvmChainId(out _))
            return false;
        id = parsed;
        return true;
    }

    /// <summary>The EVM chain id, at most 2^53 - 1.</summary>
    /// <returns>Whether this is an EVM chain with a canonical decimal id.</returns>
    public bool TryGetEvmChainId(out ulong chainId)
    {
        chainId = 0;
        return Namespace == Eip155 && Reference is [not '0', ..]
            && ulong.TryParse(Reference, NumberStyles.None, CultureInfo.InvariantCulture, out chainId)
            && chainId <= MaxEvmChainId;
    }

    /// <summary>The CAIP-2 text.</summary>
    public override string ToString() => Namespace is null ? "" : $"{Namespace}:{Reference}";
}
