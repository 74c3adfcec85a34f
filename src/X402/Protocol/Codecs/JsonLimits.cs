using System.Text.Json;

namespace X402.Protocol.Codecs;

/// <summary>What JSON from outside may look like at most (SG-23).</summary>
internal static class JsonLimits
{
    /// <summary>The most bytes of a body: a payment and its requirements, with room for extensions.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>The most bytes of a list of what a facilitator serves, which grows with its networks.</summary>
    public const int MaxSupportedBytes = 1024 * 1024;

    /// <summary>Nesting of a message.</summary>
    public const int MaxDepth = 32;

    // a body and a record wrap messages that were decoded under MaxDepth; they must not become too deep by that
    private const int EnvelopeDepth = 4;

    /// <summary>A single message: RFC 8259 to the letter, and no member twice, because parsers disagree about which one counts.</summary>
    public static JsonDocumentOptions Message { get; } = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Something that contains messages.</summary>
    public static JsonDocumentOptions Envelope { get; } = new() { MaxDepth = MaxDepth + EnvelopeDepth, AllowDuplicateProperties = false };
}
