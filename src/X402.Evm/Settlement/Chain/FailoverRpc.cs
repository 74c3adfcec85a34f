using Microsoft.Extensions.Logging;
using X402.Evm.Rpc;

namespace X402.Evm.Settlement;

/// <summary>Several nodes of one chain: the next one is asked when one does not answer.</summary>
/// <remarks>
/// Sending the same raw transaction to another node is safe, since only these bytes can land, once. A node's own error is an answer.
/// A completed call is not sent again. Thread-safe.
/// </remarks>
internal sealed class FailoverRpc(IReadOnlyList<IEvmRpc> nodes, ILogger logger) : IEvmRpc
{
    private int _preferred;

    public async Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        var first = Volatile.Read(ref _preferred);
        for (var attempt = 0; ; attempt++)
        {
            var index = (first + attempt) % nodes.Count;
            try
            {
                await nodes[index].SendAsync(Remaining(calls), cancellationToken);
                if (attempt > 0)
                    Volatile.Write(ref _preferred, index);
                return;
            }
            catch (EvmRpcException exception) when (attempt < nodes.Count - 1)
            {
                Log.NodeFailed(logger, index, exception.Message);
            }
        }
    }

    private static IReadOnlyList<EvmRpcCall> Remaining(IReadOnlyList<EvmRpcCall> calls)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i].IsCompleted)
                return [.. calls.Where(static call => !call.IsCompleted)];
        }
        return calls;
    }
}
