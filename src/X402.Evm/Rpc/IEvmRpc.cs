namespace X402.Evm.Rpc;

/// <summary>
/// A way to a chain's nodes. The one seam under everything that talks to a chain: fail-over, another transport
/// or Nethereum's client are other implementations. Thread-safe.
/// </summary>
public interface IEvmRpc
{
    /// <summary>
    /// Sends calls in one round trip and completes them all; an error of a single call is its own outcome and does not throw here.
    /// </summary>
    /// <exception cref="EvmRpcException">There is no usable answer, or not to all calls; those that have one are completed.</exception>
    Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken);
}
