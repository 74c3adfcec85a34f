using X402.Contracts;

namespace X402.TestSupport.Stack;

/// <summary>How a <see cref="PaymentStack"/> is put together.</summary>
public sealed record PaymentStackOptions
{
    /// <summary>84532 by default, because clients of version 1 know networks by name and no development chain has one.</summary>
    public ulong ChainId { get; init; } = DevelopmentChain.BaseSepoliaChainId;

    /// <summary>Time between blocks, whole seconds; <see langword="null"/>: each transaction is mined at once.</summary>
    public TimeSpan? BlockTime { get; init; }

    /// <summary>More settings of the facilitator.</summary>
    public IReadOnlyDictionary<string, string?> Facilitator { get; init; } = new Dictionary<string, string?>();

    /// <summary>More settings of the resource server.</summary>
    public IReadOnlyDictionary<string, string?> Shop { get; init; } = new Dictionary<string, string?>();
}
