using System.Text.Json;

namespace X402.Evm.Rpc;

/// <summary>One JSON-RPC call and, once it was sent, its outcome. Made by <see cref="EvmRpcCalls"/>; used once.</summary>
public abstract class EvmRpcCall
{
    private protected EvmRpcCall(string method, ReadOnlyMemory<byte> parameters) => (Method, Parameters) = (method, parameters);

    /// <summary>The method, for example <c>eth_call</c>.</summary>
    public string Method { get; }

    /// <summary>The parameters as a JSON array, UTF-8.</summary>
    public ReadOnlyMemory<byte> Parameters { get; }

    /// <summary>The node's error; <see langword="null"/> before the call was sent and when it succeeded.</summary>
    public EvmRpcError? Error { get; private protected set; }

    /// <summary>Whether an outcome is known.</summary>
    public bool IsCompleted { get; private protected set; }

    /// <summary>For transports: the node's result.</summary>
    /// <exception cref="EvmRpcException">The result has not the form of the method.</exception>
    public abstract void Complete(JsonElement result);

    /// <summary>For transports: the node's error.</summary>
    public abstract void Fail(EvmRpcError error);
}
