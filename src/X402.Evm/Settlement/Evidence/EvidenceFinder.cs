using X402.Evm.Rpc;

namespace X402.Evm.Settlement;

/// <summary>Asks the chain itself whether a payment happened, whoever submitted it.</summary>
internal sealed class EvidenceFinder(Witnesses witnesses, int lookback)
{
    // an honest token tells of one use; a token with many to tell gets no more of our time
    private const int MostTransactions = 8;

    /// <summary>Looks at the newest block and back from there.</summary>
    /// <param name="call">The payment.</param>
    /// <param name="head">The newest block that is known: a node that lags behind it proves no absence.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public Task<Evidence> FindAsync(EvmSettlementCall call, ulong head, CancellationToken cancellationToken) => witnesses.AskAsync(
        node => FindAsync(node, call, head, cancellationToken),
        static (one, other) => one.Kind == other.Kind && Witnesses.IsSame(one.Receipt, other.Receipt),
        new(EvidenceKind.Contradictory));

    /// <summary>Whether the payment cannot happen any more: at that block it was expired and its authorization unused.</summary>
    public Task<bool> IsImpossibleAsync(EvmSettlementCall call, ulong finalBlock, CancellationToken cancellationToken) => witnesses.AskAsync(
        node => IsImpossibleAsync(node, call, finalBlock, cancellationToken),
        static (one, other) => one == other,
        disagreement: false);

    /// <summary>Whether the chain still has a block where it was; <see langword="null"/> where the nodes do not know that number, or not alike.</summary>
    public Task<bool?> HasBlockAsync(ulong number, Hash32 hash, CancellationToken cancellationToken) => witnesses.AskAsync<bool?>(
        async node => await node.SendAsync(EvmRpcCalls.Block(BlockTag.Number(number)), cancellationToken) is { } block && block.Number == number ? block.Hash == hash : null,
        static (one, other) => one == other,
        disagreement: null);

    private async Task<Evidence> FindAsync(IEvmRpc rpc, EvmSettlementCall call, ulong head, CancellationToken cancellationToken)
    {
        var state = EvmRpcCalls.Call(call.UsedQuery);
        var logs = EvmRpcCalls.Logs(call.UsedLogs(BlockTag.Number(head - Math.Min(head, (ulong)lookback)), BlockTag.Latest));
        var newest = EvmRpcCalls.BlockNumber();
        await rpc.SendAsync([state, logs, newest], cancellationToken);
        var isUsed = call.ReadUsed(state.Result);
        TransactionReceipt? otherwise = null;
        var transactions = logs.Result.DistinctBy(static log => log.TransactionHash).ToArray();
        foreach (var log in transactions.Take(MostTransactions))
        {
            if (await rpc.SendAsync(EvmRpcCalls.Receipt(log.TransactionHash), cancellationToken) is not { } receipt || !Holds(receipt, log))
                return new(EvidenceKind.Contradictory);
            if (call.Check(receipt) is null)
                return new(EvidenceKind.Paid, receipt);
            otherwise = receipt;
        }
        if (transactions.Length > MostTransactions)
            return new(EvidenceKind.Unclear);
        if (otherwise is not null && isUsed is true)
            return new(EvidenceKind.UsedOtherwise, otherwise);
        // of what a node has not seen yet it cannot say that it did not happen
        return new(isUsed is not false ? EvidenceKind.Unclear : newest.Result < head ? EvidenceKind.Contradictory : EvidenceKind.Unused);
    }

    private static async Task<bool> IsImpossibleAsync(IEvmRpc rpc, EvmSettlementCall call, ulong finalBlock, CancellationToken cancellationToken)
    {
        var at = BlockTag.Number(finalBlock);
        var state = EvmRpcCalls.Call(call.UsedQuery, at);
        var header = EvmRpcCalls.Block(at);
        await rpc.SendAsync([state, header], cancellationToken);
        return header.Result is { } block
            && block.Time >= call.ValidBefore
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
