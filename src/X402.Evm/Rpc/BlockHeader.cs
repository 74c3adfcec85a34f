using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>A block without its transactions.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="ParentHash">The block before.</param>
/// <param name="Timestamp">Its time, in seconds since 1970.</param>
/// <param name="BaseFeePerGas">Its base fee in wei; 0 on chains without one.</param>
/// <param name="GasLimit">The gas that all of its transactions together may use.</param>
public sealed record BlockHeader(ulong Number, Hash32 Hash, Hash32 ParentHash, ulong Timestamp, UInt256 BaseFeePerGas, ulong GasLimit)
{
    private const ulong LastSecond = 253_402_300_799;

    /// <summary><see cref="Timestamp"/>, clamped to the representable range: a node may write anything.</summary>
    internal DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(Timestamp, LastSecond));
}
