namespace X402.Protocol;

/// <summary>What a facilitator serves (digest section 2.7), the answer of <c>GET /supported</c>.</summary>
public sealed record SupportedResponse
{
    /// <summary>One entry per version, scheme and network.</summary>
    public required IReadOnlyList<SupportedKind> Kinds { get; init; }

    /// <summary>Names of supported extensions.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The addresses the facilitator sends from, by CAIP-2 pattern such as <c>eip155:*</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Signers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
