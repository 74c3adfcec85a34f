namespace X402.Evm.Rpc;

/// <summary>Which events to find.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">The topics they must have, by position; <see langword="null"/> for any.</param>
/// <param name="FromBlock">The first block.</param>
/// <param name="ToBlock">The last block.</param>
public sealed record LogFilter(EvmAddress Address, IReadOnlyList<Hash32?> Topics, BlockTag FromBlock, BlockTag ToBlock);
