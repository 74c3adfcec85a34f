using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>A message call to simulate.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">The call data.</param>
public sealed record EvmCallRequest(EvmAddress To, ReadOnlyMemory<byte> Data)
{
    /// <summary>The caller; the zero address, which is nobody, by default.</summary>
    public EvmAddress From { get; init; }

    /// <summary>The gas it may use; <see langword="null"/> for the node's cap.</summary>
    public ulong? Gas { get; init; }

    /// <summary>The native currency sent along, in wei.</summary>
    public UInt256 Value { get; init; }
}
