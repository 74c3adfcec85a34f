namespace X402.Evm.Rpc;

/// <summary>Sends one call at a time.</summary>
public static class EvmRpcExtensions
{
    /// <summary>Sends one call and takes its result.</summary>
    /// <example><code>var code = await rpc.SendAsync(EvmRpcCalls.Code(address), cancellationToken);</code></example>
    /// <exception cref="EvmRpcException">There is no answer, or the answer is an error.</exception>
    public static async Task<T> SendAsync<T>(this IEvmRpc rpc, EvmRpcCall<T> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(call);
        await rpc.SendAsync([call], cancellationToken);
        return call.Result;
    }
}
