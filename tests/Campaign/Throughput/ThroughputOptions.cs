namespace X402.Campaign.Throughput;

/// <summary>How much is settled, and how.</summary>
internal sealed record ThroughputOptions
{
    /// <summary>How many payments are settled.</summary>
    public int Payments { get; init; } = 5_000;

    /// <summary>How many callers wait for a settlement at the same time.</summary>
    public int Callers { get; init; } = 512;

    /// <summary>How many payments share a transaction at most; 1: each is sent directly.</summary>
    public int BatchSize { get; init; } = 50;
}
