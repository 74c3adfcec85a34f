using X402.Assets;
using X402.Evm;

namespace X402.Contracts;

/// <summary>What a development chain has after a deployment.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Token">The dollar on it.</param>
/// <param name="Multicall3">The address of Multicall3.</param>
/// <param name="Changed">Whether this deployment changed anything.</param>
public sealed record DeployedContracts(ulong ChainId, AssetInfo Token, EvmAddress Multicall3, bool Changed);
