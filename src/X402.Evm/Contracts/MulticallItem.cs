namespace X402.Evm.Contracts;

/// <summary>One call of several.</summary>
/// <param name="Target">The contract.</param>
/// <param name="Data">The call data.</param>
/// <param name="AllowFailure">Whether the others go on when it is reverted.</param>
public readonly record struct MulticallItem(EvmAddress Target, ReadOnlyMemory<byte> Data, bool AllowFailure = true);
