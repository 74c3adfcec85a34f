using X402.Evm.Rpc;

namespace X402.Evm.Settlement;

/// <summary>Asks the chain itself whether a payment happened, whoever submitted it.</summary>
internal sealed class EvidenceFinder(Witnesses witnesses, int lookback)
{
    /// <summary>Looks at the newest block and back from there.</summary>
    public Task<Evidence> FindAsync(EvmSettlementCall call, ulong head, CancellationToken cancellationToken) => witnesses.AskAsync(
        node => FindAsync(node, call, head, cancellationToken),
        static (one, other) => one.Kind == other.Kind && Witnesses.IsSame(one.Receipt, other.Receipt),
        new(EvidenceKind.Contradictory));

    /// <summary>Whether the payment cannot happen any more: at that block it was expired and its authorization unused.</summary>
    public Task<bool> IsImpossibleAsync(EvmSettlementCall call, ulong finalBlock, CancellationToken cancellationToken) => witnesses.AskAsync(
        node => IsImpossibleAsync(node, call, finalBlock, cancellationToken),
        static (one, other) => one == other,
        disagreement: false);

    private async Task<Evidence> FindAsync(IEvmRpc rpc, EvmSettlementCall call, ulong head, CancellationToken cancellationToken)
    {
        var state = EvmRpcCalls.Call(call.UsedQuery);
        var logs = EvmRpcCalls.Logs(call.UsedLogs(BlockTag.Number(head - Math.Min(head, (ulong)lookback)), BlockTag.Latest));
        await rpc.SendAsync([state, logs], cancellationToken);
        var isUsed = call.ReadUsed(state.Result);
        TransactionReceipt? otherwise = null;
        foreach (var log in logs.Result)
        {
            if (await rpc.SendAsync(EvmRpcCalls.Receipt(log.TransactionHash), cancellationToken) is not { } receipt || !Holds(receipt, log))
                return new(EvidenceKind.Contradictory);
            if (call.Check(receipt) is null)
                return new(EvidenceKind.Paid, receipt);
            otherwise = receipt;
        }
        return otherwise is not null && isUsed is true ? new(EvidenceKind.UsedOtherwise, otherwise)
            : new(isUsed is false ? EvidenceKind.Unused : EvidenceKind.Unclear);
    }

    private static async Task<bool> IsImpossibleAsync(IEvmRpc rpc, EvmSettlementCall call, ulong finalBlock, CancellationToken cancellationToken)
    {
        var at = BlockTag.Number(finalBlock);
        var state = EvmRpcCalls.Call(call.UsedQuery, at);
        var header = EvmRpcCalls.Block(at);
        await rpc.SendAsync([state, header], cancellationToken);
        return header.Result is { } block
            && DateTimeOffset.FromUnixTimeSeconds((long)block.Timestamp) >= call.ValidBefore
            && call.ReadUsed(state.Result) is false;
    }

    // the same event in both, else the node is at odds with itself
    private static bool Holds(TransactionReceipt receipt, EvmLog log)
    {
        foreach (var own in receipt.Logs)
        {
            if (receipt.Succeeded && own.LogIndex == log.LogIndex && own.Address == log.Address && own.Topics.SequenceEqual(log.Topics))
                return true;
        }
        return false;
    }
}
