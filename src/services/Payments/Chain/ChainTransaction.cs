using X402.Money;

namespace X402.Services.Payments.Chain;

/// <summary>One transaction, decoded.</summary>
public sealed record ChainTransaction
{
    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }

    /// <summary>Who sent it.</summary>
    public required string From { get; init; }

    /// <summary>Where to; null: it made a contract.</summary>
    public string? To { get; init; }

    /// <summary>The sender's nonce.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The chain's own coin that went with it, in wei.</summary>
    public required UInt256 Value { get; init; }

    /// <summary>Its block; null: not yet.</summary>
    public ulong? Block { get; init; }

    /// <summary>Whether it succeeded; null: not known yet.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>Gas that it used.</summary>
    public ulong? GasUsed { get; init; }

    /// <summary>Wei per gas that it paid.</summary>
    public UInt256? GasPrice { get; init; }

    /// <summary>What it asked for: one call, or each call of a batch.</summary>
    public required IReadOnlyList<DecodedCall> Calls { get; init; }

    /// <summary>What happened.</summary>
    public required IReadOnlyList<DecodedEvent> Events { get; init; }
}
