namespace X402.Evm.Rpc;

/// <summary>How to reach a node.</summary>
public sealed record EvmRpcOptions
{
    /// <summary>The node's HTTP address. May contain an API key: it is never logged.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How long one round trip may take, body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest answer that is read, in bytes.</summary>
    public int MaxResponseBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many calls go into one HTTP request; 1 for nodes that take no batches. More are sent at the same time.</summary>
    public int MaxBatchSize { get; init; } = 100;
}
