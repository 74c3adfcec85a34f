using System.Text;
using System.Text.Json;
using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>The JSON-RPC calls that payments need.</summary>
public static class EvmRpcCalls
{
    /// <summary><c>eth_chainId</c>.</summary>
    public static EvmRpcCall<ulong> ChainId() => new("eth_chainId", "[]"u8.ToArray(), JsonHex.ReadUInt64);

    /// <summary><c>eth_blockNumber</c>.</summary>
    public static EvmRpcCall<ulong> BlockNumber() => new("eth_blockNumber", "[]"u8.ToArray(), JsonHex.ReadUInt64);

    /// <summary><c>eth_getBlockByNumber</c> without transactions; <see langword="null"/> when there is no such block.</summary>
    public static EvmRpcCall<BlockHeader?> Block(BlockTag block = default) =>
        new("eth_getBlockByNumber", Encoding.ASCII.GetBytes($"[\"{block}\",false]"), EvmRpcResults.ReadHeader);

    /// <summary><c>eth_getCode</c>; empty for an account that is no contract.</summary>
    public static EvmRpcCall<byte[]> Code(EvmAddress address, BlockTag block = default) => new("eth_getCode", At(address, block), JsonHex.ReadBytes);

    /// <summary><c>eth_getBalance</c>, in wei.</summary>
    public static EvmRpcCall<UInt256> Balance(EvmAddress address, BlockTag block = default) => new("eth_getBalance", At(address, block), JsonHex.ReadQuantity);

    /// <summary><c>eth_getTransactionCount</c>: the next nonce.</summary>
    public static EvmRpcCall<ulong> TransactionCount(EvmAddress address, BlockTag block = default) =>
        new("eth_getTransactionCount", At(address, block), JsonHex.ReadUInt64);

    /// <summary><c>eth_call</c>. A revert is a result; only a node that cannot answer is an error.</summary>
    public static EvmRpcCall<EvmCallResult> Call(EvmCallRequest request, BlockTag block = default) =>
        new("eth_call", EvmRpcParameters.Call(request, block), static result => new(true, JsonHex.ReadBytes(result)), static error => new(false, error.Data));

    /// <summary><c>eth_estimateGas</c>. A revert is an error.</summary>
    public static EvmRpcCall<ulong> EstimateGas(EvmCallRequest request) => new("eth_estimateGas", EvmRpcParameters.Call(request, null), JsonHex.ReadUInt64);

    /// <summary><c>eth_sendRawTransaction</c>: the transaction's hash.</summary>
    public static EvmRpcCall<Hash32> SendRawTransaction(ReadOnlySpan<byte> raw) => new("eth_sendRawTransaction", EvmRpcParameters.Bytes(raw), JsonHex.ReadHash);

    /// <summary><c>eth_getTransactionReceipt</c>; <see langword="null"/> while the transaction is in no block.</summary>
    public static EvmRpcCall<TransactionReceipt?> Receipt(Hash32 transaction) =>
        new("eth_getTransactionReceipt", Encoding.ASCII.GetBytes($"[\"{transaction}\"]"), result => EvmRpcResults.ReadReceiptOf(transaction, result));

    /// <summary><c>eth_getTransactionByHash</c>: whether the node knows the transaction, pending or in a block.</summary>
    public static EvmRpcCall<bool> KnowsTransaction(Hash32 transaction) =>
        new("eth_getTransactionByHash", Encoding.ASCII.GetBytes($"[\"{transaction}\"]"), static result => result.ValueKind == JsonValueKind.Object);

    /// <summary><c>eth_getBlockReceipts</c>: all receipts of a block; <see langword="null"/> when there is no such block.</summary>
    public static EvmRpcCall<IReadOnlyList<TransactionReceipt>?> BlockReceipts(BlockTag block) =>
        new("eth_getBlockReceipts", Encoding.ASCII.GetBytes($"[\"{block}\"]"), EvmRpcResults.ReadReceipts);

    /// <summary><c>eth_getLogs</c>.</summary>
    public static EvmRpcCall<IReadOnlyList<EvmLog>> Logs(LogFilter filter) => new("eth_getLogs", EvmRpcParameters.Filter(filter), EvmRpcResults.ReadLogs);

    /// <summary><c>eth_feeHistory</c> of the latest blocks.</summary>
    /// <param name="blocks">How many blocks, 1 to 1,024.</param>
    /// <param name="percentile">Which priority fee of each block, 0 to 100.</param>
    public static EvmRpcCall<FeeHistory> FeeHistory(int blocks = 5, int percentile = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(percentile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentile, 100);
        return new("eth_feeHistory", Encoding.ASCII.GetBytes($"[\"{Hex.EncodeQuantity((ulong)blocks)}\",\"latest\",[{percentile}]]"), EvmRpcResults.ReadFeeHistory);
    }

    /// <summary>Any other call, for example a development chain's own.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">A JSON array.</param>
    /// <param name="read">Reads the result; throws when it has another form.</param>
    public static EvmRpcCall<T> Custom<T>(string method, string parameters, Func<JsonElement, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(read);
        return new(method, Encoding.UTF8.GetBytes(parameters), read);
    }

    private static byte[] At(EvmAddress address, BlockTag block) => Encoding.ASCII.GetBytes($"[\"{address.ToLowerString()}\",\"{block}\"]");
}
