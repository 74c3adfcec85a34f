using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>What a transaction bids for gas.</summary>
/// <param name="MaxFeePerGas">The most a unit of gas may cost altogether, in wei.</param>
/// <param name="MaxPriorityFeePerGas">The most of it that goes to the block's producer, in wei.</param>
public readonly record struct GasFees(UInt256 MaxFeePerGas, UInt256 MaxPriorityFeePerGas);
