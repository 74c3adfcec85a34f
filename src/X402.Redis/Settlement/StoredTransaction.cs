namespace X402.Redis.Settlement;

/// <summary>A relayer transaction as it is stored.</summary>
internal sealed record StoredTransaction
{
    public required StoredTransactionId Id { get; init; }
    public required IReadOnlyList<string> Settlements { get; init; }
    public required IReadOnlyList<StoredVariant> Variants { get; init; }
    public bool IsClosed { get; init; }
    public string? Mined { get; init; }

    /// <summary>One signed form; fees in wei as decimal digits.</summary>
    internal sealed record StoredVariant(string Hash, byte[] Raw, string MaxFeePerGas, string MaxPriorityFeePerGas, DateTimeOffset SignedAt);
}
