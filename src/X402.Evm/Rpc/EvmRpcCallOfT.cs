using System.Text.Json;

namespace X402.Evm.Rpc;

/// <summary>A JSON-RPC call with a typed result.</summary>
public sealed class EvmRpcCall<T> : EvmRpcCall
{
    private readonly Func<JsonElement, T> _read;
    private readonly Func<EvmRpcError, T>? _readExecutionFailure;
    private T? _result;

    internal EvmRpcCall(string method, ReadOnlyMemory<byte> parameters, Func<JsonElement, T> read, Func<EvmRpcError, T>? readExecutionFailure = null)
        : base(method, parameters) => (_read, _readExecutionFailure) = (read, readExecutionFailure);

    /// <summary>The result.</summary>
    /// <exception cref="EvmRpcException">The node answered with an error.</exception>
    /// <exception cref="InvalidOperationException">The call was not sent.</exception>
    public T Result
    {
        get
        {
            if (!IsCompleted)
                throw new InvalidOperationException($"{Method} was not sent.");
            return Error is null ? _result! : throw new EvmRpcException(Method, Error);
        }
    }

    /// <inheritdoc/>
    public override void Complete(JsonElement result)
    {
        try
        {
            _result = _read(result);
            IsCompleted = true;
        }
        // whatever the reader trips over, the node wrote it
        catch (Exception exception) when (exception is not EvmRpcException)
        {
            throw new EvmRpcException($"The node answered {Method} with something else.", exception) { Failure = EvmRpcFailure.InvalidAnswer };
        }
    }

    /// <inheritdoc/>
    public override void Fail(EvmRpcError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (_readExecutionFailure is not null && error.IsExecutionFailure)
            _result = _readExecutionFailure(error);
        else
            Error = error;
        IsCompleted = true;
    }
}
