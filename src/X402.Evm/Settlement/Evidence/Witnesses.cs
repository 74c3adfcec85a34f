using Microsoft.Extensions.Logging;
using X402.Evm.Rpc;

namespace X402.Evm.Settlement;

/// <summary>
/// The nodes that are believed about settlements: one, or as many as <see cref="EvmNetworkOptions.EvidenceQuorum"/> says, when they say the same.
/// A node that lies or has lost its way then delays a decision and does not make one. Thread-safe.
/// </summary>
internal sealed class Witnesses(IReadOnlyList<IEvmRpc> nodes, int quorum, ILogger? logger = null)
{
    /// <summary>A single node, or several of which any may answer, believed as they are.</summary>
    public static Witnesses One(IEvmRpc node) => new([node], 1);

    /// <summary>The first answer that enough nodes give alike.</summary>
    /// <param name="ask">Asks one node.</param>
    /// <param name="isSame">Whether two answers say the same.</param>
    /// <param name="disagreement">Where enough nodes answer and too few of them alike.</param>
    /// <exception cref="EvmRpcException">Too few nodes answered.</exception>
    public async Task<T> AskAsync<T>(Func<IEvmRpc, Task<T>> ask, Func<T, T, bool> isSame, T disagreement)
    {
        if (quorum == 1)
            return await ask(nodes[0]);
        var answers = new List<T>(nodes.Count);
        var failure = new EvmRpcException("Too few nodes answered.");
        // those that hang are not waited for once enough have answered
        await foreach (var asking in Task.WhenEach(nodes.Select(ask)))
        {
            try
            {
                var answer = await asking;
                answers.Add(answer);
                if (answers.Count(other => isSame(other, answer)) >= quorum)
                    return answer;
            }
            catch (EvmRpcException exception)
            {
                failure = exception;
            }
        }
        return answers.Count >= quorum ? disagreement : throw failure;
    }

    /// <summary>Finds the transactions whose receipts too few nodes have alike.</summary>
    public async Task<IReadOnlySet<TrackedTransaction>> FindUnsureAsync(IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, CancellationToken cancellationToken)
    {
        var unsure = new HashSet<TrackedTransaction>();
        if (quorum == 1 || found.Count == 0)
            return unsure;
        var votes = found.Keys.ToDictionary(static tracked => tracked, static _ => 0);
        await foreach (var asking in Task.WhenEach(nodes.Select(node => ReadAsync(node, found, cancellationToken))))
        {
            try
            {
                foreach (var (tracked, receipt) in await asking)
                {
                    if (IsSame(receipt, found[tracked]))
                        votes[tracked]++;
                }
            }
            catch (EvmRpcException)
            {
                // no vote
            }
            if (votes.Values.All(count => count >= quorum))
                return unsure;
        }
        foreach (var (tracked, count) in votes)
        {
            if (count < quorum && unsure.Add(tracked) && logger is not null)
                Log.TooFewWitnesses(logger, tracked.Latest.Hash, count, quorum);
        }
        return unsure;
    }

    /// <summary>Whether two receipts tell of the same event in the same block.</summary>
    public static bool IsSame(TransactionReceipt? left, TransactionReceipt? right)
    {
        if (left is null || right is null)
            return left is null && right is null;
        if (left.TransactionHash != right.TransactionHash || left.BlockHash != right.BlockHash || left.BlockNumber != right.BlockNumber
            || left.Succeeded != right.Succeeded || left.Logs.Count != right.Logs.Count)
            return false;
        for (var i = 0; i < left.Logs.Count; i++)
        {
            var (one, other) = (left.Logs[i], right.Logs[i]);
            if (one.Address != other.Address || !one.Topics.SequenceEqual(other.Topics) || !one.Data.Span.SequenceEqual(other.Data.Span))
                return false;
        }
        return true;
    }

    private static async Task<List<(TrackedTransaction Tracked, TransactionReceipt Receipt)>> ReadAsync(
        IEvmRpc node, IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> found, CancellationToken cancellationToken)
    {
        var asked = found.Select(static pair => (pair.Key, Call: EvmRpcCalls.Receipt(pair.Value.TransactionHash))).ToArray();
        await node.SendApartAsync([.. asked.Select(static question => question.Call)], cancellationToken);
        var receipts = new List<(TrackedTransaction, TransactionReceipt)>(asked.Length);
        foreach (var (tracked, call) in asked)
        {
            if (call is { IsCompleted: true, Error: null } && call.Result is { } receipt)
                receipts.Add((tracked, receipt));
        }
        return receipts;
    }
}
