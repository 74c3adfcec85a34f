namespace X402.Evm.Rpc;

/// <summary>What went wrong between us and a node.</summary>
public enum EvmRpcFailure
{
    /// <summary>The node could not be reached, or answered with an HTTP error.</summary>
    Unreachable,

    /// <summary>No answer in time. The request may have taken effect.</summary>
    Timeout,

    /// <summary>The answer breaks the protocol, or is too long.</summary>
    InvalidAnswer,

    /// <summary>The node answered with an error; see <see cref="EvmRpcException.Error"/>.</summary>
    Refused,
}
