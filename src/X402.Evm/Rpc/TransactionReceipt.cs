using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>What became of a transaction that is in a block.</summary>
public sealed record TransactionReceipt
{
    /// <summary>The transaction.</summary>
    public required Hash32 TransactionHash { get; init; }

    /// <summary>The block's number.</summary>
    public required ulong BlockNumber { get; init; }

    /// <summary>The block's hash; another one later means a reorganisation.</summary>
    public required Hash32 BlockHash { get; init; }

    /// <summary>Whether it was executed without a revert.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The gas it used.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>What a unit of gas cost, in wei.</summary>
    public required UInt256 EffectiveGasPrice { get; init; }

    /// <summary>Its events, in order.</summary>
    public required IReadOnlyList<EvmLog> Logs { get; init; }
}
