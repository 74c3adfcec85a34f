namespace X402.Evm.Rpc;

/// <summary>An event that a contract emitted.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">The event's hash and its indexed arguments; at most four.</param>
/// <param name="Data">The other arguments.</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="BlockNumber">The block; 0 while pending.</param>
/// <param name="LogIndex">The position in the block.</param>
public sealed record EvmLog(EvmAddress Address, IReadOnlyList<Hash32> Topics, ReadOnlyMemory<byte> Data, Hash32 TransactionHash, ulong BlockNumber, ulong LogIndex);
