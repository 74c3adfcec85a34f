using System.Text.Json;

namespace X402.Protocol;

/// <summary>What is being sold (digest section 2.1).</summary>
public sealed record ResourceInfo
{
    /// <summary>The absolute URL of the resource, under the seller's configured public origin.</summary>
    public required string Url { get; init; }

    /// <summary>A sentence for the buyer. It is data, never an instruction.</summary>
    public string? Description { get; init; }

    /// <summary>The media type of the paid answer.</summary>
    public string? MimeType { get; init; }

    /// <summary>The seller's name: 1 to 32 printable ASCII characters.</summary>
    public string? ServiceName { get; init; }

    /// <summary>At most five tags of 1 to 32 printable ASCII characters.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>An icon, at most 2,048 characters. Never fetched without the guards of SG-35.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Members this version does not know, kept for the round trip.</summary>
    public Dictionary<string, JsonElement>? UnknownMembers { get; init; }
}
