using System.Text.Json;

namespace X402.Protocol;

/// <summary>A signed payment as the client sends it (digest sections 2.4 and 3.3), in either version.</summary>
public sealed record PaymentPayload
{
    /// <summary>The version it arrived in or is written for.</summary>
    public required int X402Version { get; init; }

    /// <summary>The scheme the client chose.</summary>
    public required string Scheme { get; init; }

    /// <summary>The CAIP-2 network the client chose.</summary>
    public required string Network { get; init; }

    /// <summary>The scheme's own record: authorization and signature.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>The offer the client accepted, copied by it. <see langword="null"/> in version 1, which names scheme and network only.</summary>
    public PaymentRequirements? Accepted { get; init; }

    /// <summary>The client's copy of the resource; never trusted.</summary>
    public ResourceInfo? Resource { get; init; }

    /// <summary>The client's answers to extensions.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Members this version does not know.</summary>
    public Dictionary<string, JsonElement>? UnknownMembers { get; init; }
}
