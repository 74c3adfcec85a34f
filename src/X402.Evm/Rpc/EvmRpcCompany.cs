namespace X402.Evm.Rpc;

/// <summary>Questions that share round trips with others, one of which may spoil the answer.</summary>
internal static class EvmRpcCompany
{
    /// <summary>
    /// Sends calls in one round trip, and where that fails in smaller and smaller ones: a call whose answer is too long, or none, takes nothing from
    /// the others. For questions only. A call that fails alone too is left without an outcome.
    /// </summary>
    /// <exception cref="EvmRpcException">The node answers nothing at all.</exception>
    public static async Task SendApartAsync(this IEvmRpc rpc, IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 0 || await TrySendAsync(rpc, calls, cancellationToken))
            return;
        await rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken);
        await SplitAsync(rpc, calls, cancellationToken);
    }

    private static async Task SplitAsync(IEvmRpc rpc, IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        var open = calls.Where(static call => !call.IsCompleted).ToArray();
        // asked alone already
        if (calls.Count == 1 || open.Length == 0)
            return;
        var half = (open.Length + 1) / 2;
        await Task.WhenAll(open.Chunk(half).Select(async part =>
        {
            if (!await TrySendAsync(rpc, part, cancellationToken))
                await SplitAsync(rpc, part, cancellationToken);
        }));
    }

    private static async Task<bool> TrySendAsync(IEvmRpc rpc, IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            await rpc.SendAsync(calls, cancellationToken);
            return true;
        }
        catch (EvmRpcException)
        {
            return false;
        }
    }
}
