namespace X402.Services.Payments.Chain;

/// <summary>The chain at one moment.</summary>
public sealed record ChainOverview
{
    /// <summary>The network, as CAIP-2.</summary>
    public required string Network { get; init; }

    /// <summary>What the node says it is.</summary>
    public required string Client { get; init; }

    /// <summary>Whether it is a development chain, whose money anybody may make.</summary>
    public required bool IsDevelopment { get; init; }

    /// <summary>The latest blocks, newest first.</summary>
    public required IReadOnlyList<ChainBlock> Blocks { get; init; }

    /// <summary>What payments need on it.</summary>
    public required IReadOnlyList<ChainContract> Contracts { get; init; }

    /// <summary>Who takes part.</summary>
    public required IReadOnlyList<ChainAccount> Accounts { get; init; }
}
