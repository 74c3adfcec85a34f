namespace X402.Evm.Schemes.Exact;

/// <summary>The call that creates a smart wallet which signed before it existed (ERC-6492).</summary>
/// <param name="Factory">The factory; on the facilitator's list.</param>
/// <param name="Data">The call data.</param>
public sealed record WalletDeployment(EvmAddress Factory, ReadOnlyMemory<byte> Data);
