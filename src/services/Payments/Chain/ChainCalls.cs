using System.Text;
using System.Text.Json;
using X402.Evm;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.Services.Payments.Chain;

/// <summary>The calls that only somebody who looks at a chain needs.</summary>
internal static class ChainCalls
{
    private const int MostTransactions = 1_000;

    public static EvmRpcCall<string> Client() => EvmRpcCalls.Custom("web3_clientVersion", "[]", static result => History.Text.Bound(result.GetString() ?? "", 100));

    public static EvmRpcCall<ChainBlock?> Block(ulong number) => EvmRpcCalls.Custom("eth_getBlockByNumber", $"[\"{Hex.EncodeQuantity(number)}\",false]", ReadBlock);

    public static EvmRpcCall<JsonElement> Transaction(Hash32 hash) => EvmRpcCalls.Custom("eth_getTransactionByHash", $"[\"{hash}\"]", static result => result.Clone());

    public static EvmRpcCall<bool> Do(string method, string parameters) => EvmRpcCalls.Custom(method, parameters, static _ => true);

    public static EvmRpcCall<Hash32> Send(EvmAddress from, EvmAddress to, ReadOnlySpan<byte> data) =>
        EvmRpcCalls.Custom("eth_sendTransaction", $$"""[{"from":"{{from}}","to":"{{to}}","data":"{{Hex.Encode(data)}}"}]""", static result => Hash32.Parse(result.GetString()));

    public static ulong Number(JsonElement element) => Quantity(element).TryToUInt64(out var number) ? number : throw new FormatException("A quantity beyond 64 bits.");

    public static UInt256 Quantity(JsonElement element) =>
        Hex.TryDecodeQuantity(Encoding.ASCII.GetBytes(element.GetString() ?? ""), out var value) ? value : throw new FormatException("No JSON-RPC quantity.");

    private static ChainBlock? ReadBlock(JsonElement element) => element.ValueKind == JsonValueKind.Null
        ? null
        : new(
            Number(element.GetProperty("number")),
            element.GetProperty("hash").GetString()!,
            DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(Number(element.GetProperty("timestamp")), 253_402_300_799)),
            [.. element.GetProperty("transactions").EnumerateArray().Take(MostTransactions).Select(static hash => hash.GetString()!)],
            Number(element.GetProperty("gasUsed")),
            Number(element.GetProperty("gasLimit")),
            element.TryGetProperty("baseFeePerGas", out var fee) ? Quantity(fee) : UInt256.Zero);
}
