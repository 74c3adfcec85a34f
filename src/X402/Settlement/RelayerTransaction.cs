using X402.Payments;

namespace X402.Settlement;

/// <summary>A relayer's transaction with everything that was ever signed for its nonce.</summary>
public sealed record RelayerTransaction
{
    /// <summary>Its place; the journal's key.</summary>
    public required RelayerTransactionId Id { get; init; }

    /// <summary>The settlements it carries, in the order of its calls; empty for one that only fills a gap.</summary>
    public required IReadOnlyList<PaymentId> Settlements { get; init; }

    /// <summary>All signed forms, oldest first; at least one.</summary>
    public required IReadOnlyList<SignedVariant> Variants { get; init; }

    /// <summary>Whether it is mined and final, or proven never to be.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The hash of the variant that was mined, when it is closed and one was.</summary>
    public string? Mined { get; init; }
}
