using X402.Evm.Abi;

namespace X402.Evm.Rpc;

/// <summary>What a simulated call did. Both outcomes are answers of the chain.</summary>
/// <param name="Succeeded">Whether it returned; otherwise it was reverted or ran out of gas.</param>
/// <param name="Data">What it returned, or its revert data.</param>
public readonly record struct EvmCallResult(bool Succeeded, ReadOnlyMemory<byte> Data)
{
    /// <summary>Decodes the revert data of a call that failed.</summary>
    public RevertReason RevertReason => RevertReason.Decode(Data.Span);
}
