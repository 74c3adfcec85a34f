namespace X402.Evm.Settlement;

/// <summary>A settlement with the gas it may use.</summary>
internal readonly record struct PreparedCall(SettlementItem Item, ulong Gas);
