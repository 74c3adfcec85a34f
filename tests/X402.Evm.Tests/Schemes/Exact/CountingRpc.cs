using X402.Evm.Rpc;

namespace X402.Evm.Tests.Schemes.Exact;

/// <summary>Writes down what is asked of the chain.</summary>
internal sealed class CountingRpc(IEvmRpc rpc) : IEvmRpc
{
    public List<string> Methods { get; } = [];

    public int RoundTrips { get; private set; }

    public Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        RoundTrips++;
        Methods.AddRange(calls.Select(call => call.Method));
        return rpc.SendAsync(calls, cancellationToken);
    }
}
