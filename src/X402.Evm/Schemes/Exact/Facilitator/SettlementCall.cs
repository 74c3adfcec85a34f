namespace X402.Evm.Schemes.Exact;

/// <summary>A call that settles payments.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">The call data.</param>
/// <param name="GasLimit">Gas that suffices where the token is an ordinary one; unused gas is not paid.</param>
public sealed record SettlementCall(EvmAddress To, ReadOnlyMemory<byte> Data, ulong GasLimit);
