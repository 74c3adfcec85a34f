using X402.Money;

namespace X402.Settlement;

/// <summary>One signed form of a relayer's transaction. Fee bumps make further ones with the same nonce and the same calls.</summary>
/// <param name="Hash">The transaction hash, <c>0x</c> and lower case.</param>
/// <param name="Raw">The signed bytes; sending them again is always safe.</param>
/// <param name="MaxFeePerGas">In wei.</param>
/// <param name="MaxPriorityFeePerGas">In wei.</param>
/// <param name="SignedAt">When.</param>
public sealed record SignedVariant(string Hash, ReadOnlyMemory<byte> Raw, UInt256 MaxFeePerGas, UInt256 MaxPriorityFeePerGas, DateTimeOffset SignedAt);
