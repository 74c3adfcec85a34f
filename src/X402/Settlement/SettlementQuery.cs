namespace X402.Settlement;

/// <summary>Which settlements to list; the one that was not touched for the longest time first.</summary>
public sealed record SettlementQuery
{
    /// <summary>Only these states; empty means all.</summary>
    public IReadOnlyList<SettlementState> States { get; init; } = [];

    /// <summary>Only this CAIP-2 network; <see langword="null"/> means all.</summary>
    public string? Network { get; init; }

    /// <summary>Only settlements last written before this time.</summary>
    public DateTimeOffset? UpdatedBefore { get; init; }

    /// <summary>At most this many, 1 to 10,000.</summary>
    public int Limit { get; init; } = 1_000;
}
