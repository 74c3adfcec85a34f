using X402.Evm.Rpc;
using X402.Payments;
using X402.Reasons;

namespace X402.Evm.Settlement;

/// <summary>
/// What has to happen on chain to settle one payment, and how to see that it did. A scheme makes it from the request alone, so that any
/// process can resume a settlement from the journal.
/// </summary>
public abstract class EvmSettlementCall
{
    /// <summary>The payment.</summary>
    public required PaymentId Id { get; init; }

    /// <summary>Who pays.</summary>
    public required EvmAddress Payer { get; init; }

    /// <summary>When the chain stops accepting it; clamped to the representable range.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>The contract to call.</summary>
    public required EvmAddress To { get; init; }

    /// <summary>The call data.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The gas the call may use where nothing but the contract itself runs in it.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>
    /// Whether the call may share a transaction with others: the contract is a known one, which cannot burn their gas. Payers with code are
    /// recognised by the engine.
    /// </summary>
    public required bool CanShare { get; init; }

    /// <summary>
    /// The same settlement where the payer has code by now; another call only where this one creates the payer's wallet first, which is then
    /// neither needed nor any business of ours.
    /// </summary>
    public virtual EvmSettlementCall ForExistingPayer => this;

    /// <summary>Asks whether the payment's authorization is used up, by whomever. With a limit of gas: the contract may be anybody's.</summary>
    public abstract EvmCallRequest UsedQuery { get; }

    /// <summary>Reads the answer to <see cref="UsedQuery"/>; <see langword="null"/> when it is no answer.</summary>
    public abstract bool? ReadUsed(in EvmCallResult result);

    /// <summary>Finds the events that show how the authorization was used up: by a payment, or by its payer who took it back.</summary>
    public abstract LogFilter UsedLogs(BlockTag fromBlock, BlockTag toBlock);

    /// <summary>Whether the receipt proves this very payment: the exact transfer and the use of the very authorization (SG-14).</summary>
    /// <returns><see langword="null"/> if it does, otherwise why not.</returns>
    public abstract PaymentReason? Check(TransactionReceipt receipt);
}
