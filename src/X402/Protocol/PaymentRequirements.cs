using System.Text.Json;

namespace X402.Protocol;

/// <summary>
/// One way to pay (digest section 2.2). This is the internal model too; version 1 is translated to it at the edge,
/// so <see cref="Network"/> is always a CAIP-2 id here.
/// </summary>
public sealed record PaymentRequirements
{
    /// <summary>The payment scheme, for example <c>exact</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>The CAIP-2 network.</summary>
    public required string Network { get; init; }

    /// <summary>The amount in atomic units of <see cref="Asset"/>, decimal digits.</summary>
    public required string Amount { get; init; }

    /// <summary>The token contract.</summary>
    public required string Asset { get; init; }

    /// <summary>The recipient.</summary>
    public required string PayTo { get; init; }

    /// <summary>How long the server may take to settle, in seconds; greater than 0.</summary>
    public required int MaxTimeoutSeconds { get; init; }

    /// <summary>What the scheme needs besides, for example the token's EIP-712 domain.</summary>
    public JsonElement? Extra { get; init; }

    /// <summary>Members this version does not know, kept because <c>accepted</c> is compared with what was offered.</summary>
    public Dictionary<string, JsonElement>? UnknownMembers { get; init; }

    /// <summary>A string member of <see cref="Extra"/>, or <see langword="null"/>.</summary>
    public string? GetExtra(string name) =>
        Extra is { ValueKind: JsonValueKind.Object } extra && extra.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
