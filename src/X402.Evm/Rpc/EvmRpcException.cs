namespace X402.Evm.Rpc;

/// <summary>A node gave no usable answer. Says nothing about any payment: whoever catches it must not treat it as a refusal.</summary>
/// <remarks>Messages never contain the endpoint's address, which often holds an API key.</remarks>
public sealed class EvmRpcException : Exception
{
    /// <summary>Creates the exception.</summary>
    public EvmRpcException() : this("The node gave no usable answer.") { }

    /// <summary>Creates the exception.</summary>
    public EvmRpcException(string message) : base(message) { }

    /// <summary>Creates the exception.</summary>
    public EvmRpcException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Creates the exception for an error that the node answered.</summary>
    public EvmRpcException(string method, EvmRpcError error) : base($"{method} was refused with {error?.Code}: {error?.Message}")
    {
        Failure = EvmRpcFailure.Refused;
        Error = error;
    }

    /// <summary>What went wrong.</summary>
    public EvmRpcFailure Failure { get; init; } = EvmRpcFailure.Unreachable;

    /// <summary>The node's error, where there is one.</summary>
    public EvmRpcError? Error { get; }

    /// <summary>
    /// Whether the request certainly never reached the node. <see langword="false"/> for a sent transaction means
    /// that it may be on its way.
    /// </summary>
    public bool NotSent { get; init; }
}
