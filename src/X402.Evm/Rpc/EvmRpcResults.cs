using System.Text.Json;
using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>Reads the results that are objects. A missing or misspelt member is an exception.</summary>
internal static class EvmRpcResults
{
    public static BlockHeader? ReadHeader(JsonElement element) => element.ValueKind == JsonValueKind.Null
        ? null
        : new(
            JsonHex.ReadUInt64(element.GetProperty("number"u8)),
            JsonHex.ReadHash(element.GetProperty("hash"u8)),
            JsonHex.ReadHash(element.GetProperty("parentHash"u8)),
            JsonHex.ReadUInt64(element.GetProperty("timestamp"u8)),
            element.TryGetProperty("baseFeePerGas"u8, out var fee) && fee.ValueKind == JsonValueKind.String ? JsonHex.ReadQuantity(fee) : UInt256.Zero,
            JsonHex.ReadUInt64(element.GetProperty("gasLimit"u8)));

    // A receipt without a block belongs to a pending transaction: some nodes answer one instead of null.
    public static TransactionReceipt? ReadReceipt(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null || element.GetProperty("blockHash"u8).ValueKind == JsonValueKind.Null
            ? null
            : new()
            {
                TransactionHash = JsonHex.ReadHash(element.GetProperty("transactionHash"u8)),
                BlockNumber = JsonHex.ReadUInt64(element.GetProperty("blockNumber"u8)),
                BlockHash = JsonHex.ReadHash(element.GetProperty("blockHash"u8)),
                Succeeded = JsonHex.ReadUInt64(element.GetProperty("status"u8)) == 1,
                GasUsed = JsonHex.ReadUInt64(element.GetProperty("gasUsed"u8)),
                EffectiveGasPrice = element.TryGetProperty("effectiveGasPrice"u8, out var price) ? JsonHex.ReadQuantity(price) : UInt256.Zero,
                Logs = ReadLogs(element.GetProperty("logs"u8)),
            };

    /// <summary>Another transaction's receipt proves nothing about this one.</summary>
    public static TransactionReceipt? ReadReceiptOf(Hash32 transaction, JsonElement element)
    {
        var receipt = ReadReceipt(element);
        return receipt is null || receipt.TransactionHash == transaction ? receipt : throw new FormatException("A receipt of another transaction.");
    }

    public static IReadOnlyList<TransactionReceipt>? ReadReceipts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        var receipts = new List<TransactionReceipt>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
            receipts.Add(ReadReceipt(item) ?? throw new FormatException("A receipt of a block without a block."));
        return receipts;
    }

    public static IReadOnlyList<EvmLog> ReadLogs(JsonElement element)
    {
        var logs = new List<EvmLog>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            // an event that a reorganisation took back is no evidence
            if (!item.TryGetProperty("removed"u8, out var removed) || removed.ValueKind != JsonValueKind.True)
                logs.Add(ReadLog(item));
        }
        return logs;
    }

    public static FeeHistory ReadFeeHistory(JsonElement element)
    {
        var baseFees = new List<UInt256>();
        foreach (var fee in element.GetProperty("baseFeePerGas"u8).EnumerateArray())
            baseFees.Add(JsonHex.ReadQuantity(fee));
        var priorityFees = new List<UInt256>();
        if (element.TryGetProperty("reward"u8, out var rewards) && rewards.ValueKind == JsonValueKind.Array)
        {
            foreach (var reward in rewards.EnumerateArray())
                priorityFees.Add(JsonHex.ReadQuantity(reward[0]));
        }
        return new(baseFees, priorityFees);
    }

    private static EvmLog ReadLog(JsonElement element)
    {
        var topics = element.GetProperty("topics"u8);
        var hashes = new Hash32[topics.GetArrayLength()];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = JsonHex.ReadHash(topics[i]);
        return new(
            JsonHex.ReadAddress(element.GetProperty("address"u8)),
            hashes,
            JsonHex.ReadBytes(element.GetProperty("data"u8)),
            JsonHex.ReadHash(element.GetProperty("transactionHash"u8)),
            ReadUInt64OrZero(element, "blockNumber"u8),
            ReadUInt64OrZero(element, "logIndex"u8));
    }

    private static ulong ReadUInt64OrZero(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonHex.ReadUInt64(value) : 0;
}
