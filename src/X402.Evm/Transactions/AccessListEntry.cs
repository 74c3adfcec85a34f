namespace X402.Evm.Transactions;

/// <summary>Storage that a transaction announces it will touch (EIP-2930).</summary>
/// <param name="Address">The contract.</param>
/// <param name="StorageKeys">Its slots.</param>
public sealed record AccessListEntry(EvmAddress Address, IReadOnlyList<Hash32> StorageKeys);
