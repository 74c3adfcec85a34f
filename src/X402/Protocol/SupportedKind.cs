using System.Text.Json;

namespace X402.Protocol;

/// <summary>One version, scheme and network a facilitator serves (digest section 2.7).</summary>
public sealed record SupportedKind
{
    /// <summary>The protocol version.</summary>
    public required int X402Version { get; init; }

    /// <summary>The scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>The network: CAIP-2 in version 2, a name in version 1.</summary>
    public required string Network { get; init; }

    /// <summary>What the scheme announces, for example the facilitator's address.</summary>
    public JsonElement? Extra { get; init; }
}
