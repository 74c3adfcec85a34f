using Nethereum.JsonRpc.Client;
using Nethereum.Web3;
using X402.Evm.Rpc;

namespace X402.Evm.Nethereum;

/// <summary>Talks to a chain through a client of Nethereum: whatever it is configured with, interceptors, web sockets or IPC, serves payments too.</summary>
/// <remarks><b>Thread safety:</b> as thread-safe as the client. <b>Failure:</b> only <see cref="EvmRpcException"/>, or cancellation.</remarks>
/// <param name="client">The client.</param>
public sealed class NethereumRpc(IClient client) : IEvmRpc
{
    /// <summary>Takes the client of a <see cref="IWeb3"/>.</summary>
    public NethereumRpc(IWeb3 web3) : this(web3?.Client ?? throw new ArgumentNullException(nameof(web3))) { }

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        if (calls.Count == 0)
            return;
        try
        {
            if (calls.Count == 1)
            {
                var item = new NethereumRpcItem(0, calls[0]);
                item.DecodeResponse(await client.SendAsync(item.RpcRequestMessage).WaitAsync(cancellationToken));
            }
            else
            {
                var batch = new RpcRequestResponseBatch { AcceptPartiallySuccessful = true };
                for (var i = 0; i < calls.Count; i++)
                    batch.BatchItems.Add(new NethereumRpcItem(i, calls[i]));
                await client.SendBatchRequestAsync(batch).WaitAsync(cancellationToken);
            }
        }
        catch (RpcClientTimeoutException exception)
        {
            throw new EvmRpcException($"No answer to {calls[0].Method} in time.", exception) { Failure = EvmRpcFailure.Timeout };
        }
        catch (Exception exception) when (exception is RpcClientUnknownException or RpcResponseException or HttpRequestException or IOException)
        {
            throw new EvmRpcException($"The node gave no usable answer to {calls[0].Method}.", exception);
        }
        foreach (var call in calls)
        {
            if (!call.IsCompleted)
                throw new EvmRpcException($"The node left {call.Method} unanswered.") { Failure = EvmRpcFailure.InvalidAnswer };
        }
    }
}
