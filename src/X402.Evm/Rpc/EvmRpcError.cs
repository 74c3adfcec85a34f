namespace X402.Evm.Rpc;

/// <summary>An error that a node answered for one call.</summary>
/// <param name="Code">The JSON-RPC code.</param>
/// <param name="Message">The node's text; for logs, never for clients.</param>
/// <param name="Data">Bytes of <c>error.data</c> where it is hexadecimal: the revert data.</param>
public sealed record EvmRpcError(int Code, string Message, ReadOnlyMemory<byte> Data)
{
    // The code of geth and its kin for a revert; others say it in words only, and Anvil has its own words for a halt.
    private const int RevertedCode = 3;

    private static readonly string[] s_executionFailures =
    [
        "revert", "out of gas", "OutOfGas", "invalid opcode", "InvalidFEOpcode", "OpcodeNotFound", "invalid jump", "InvalidJump",
        "stack underflow", "stack overflow", "StackUnderflow", "StackOverflow", "MemoryOOG", "EVM error", "write protection",
    ];

    /// <summary>Whether the contract ended the call. That is an answer of the chain, unlike a node that could not work.</summary>
    public bool IsExecutionFailure => Code == RevertedCode || Array.Exists(s_executionFailures, words => Message.Contains(words, StringComparison.OrdinalIgnoreCase));
}
