namespace X402.Evm.Settlement;

/// <summary>A settlement with the gas it may use.</summary>
internal readonly record struct PreparedCall(SettlementItem Item, ulong Gas)
{
    /// <summary>What is sent, as the chain is now.</summary>
    public EvmSettlementCall Call { get; init; } = Item.Call;
}
