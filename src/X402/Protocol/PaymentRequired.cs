using System.Text.Json;

namespace X402.Protocol;

/// <summary>What a 402 answer says (digest section 2.3): the offers, and why an earlier payment was refused.</summary>
public sealed record PaymentRequired
{
    /// <summary>The version it arrived in or is written for.</summary>
    public int X402Version { get; init; } = ProtocolVersion.V2;

    /// <summary>Why the request was not served: a <see cref="Reasons.PaymentReason"/> code or a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>What is being sold.</summary>
    public required ResourceInfo Resource { get; init; }

    /// <summary>The ways to pay, at least one.</summary>
    public required IReadOnlyList<PaymentRequirements> Accepts { get; init; }

    /// <summary>Protocol extensions by name.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Members this version does not know.</summary>
    public Dictionary<string, JsonElement>? UnknownMembers { get; init; }
}
