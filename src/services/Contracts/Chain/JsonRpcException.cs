namespace X402.Contracts.Chain;

/// <summary>The chain answered a call with an error.</summary>
internal sealed class JsonRpcException(string method, int code, string message, string? data) : Exception($"{method}: {message} ({code})")
{
    public const int MethodNotFound = -32601;

    public int Code => code;

    public string ChainMessage => message;

    /// <summary>The revert data as 0x hexadecimal, if there is any.</summary>
    public string? RevertData => data;
}
