using System.Text.Json;
using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;
using Newtonsoft.Json;
using X402.Evm.Rpc;
using RpcError = Nethereum.JsonRpc.Client.RpcError;

namespace X402.Evm.Nethereum;

/// <summary>One of our calls as Nethereum sends it, alone or in a batch.</summary>
internal sealed class NethereumRpcItem(int id, EvmRpcCall call) : IRpcRequestResponseBatchItem
{
    /// <inheritdoc/>
    public RpcRequestMessage RpcRequestMessage { get; } = new(id, call.Method, ReadParameters(call.Parameters));

    /// <inheritdoc/>
    public bool HasError => RpcError is not null;

    /// <inheritdoc/>
    public object? RawResponse { get; private set; }

    /// <inheritdoc/>
    public RpcError? RpcError { get; private set; }

    /// <inheritdoc/>
    public void DecodeResponse(RpcResponseMessage rpcResponse)
    {
        if (rpcResponse.HasError)
        {
            RpcError = new(rpcResponse.Error.Code, rpcResponse.Error.Message, rpcResponse.Error.Data);
            call.Fail(new(RpcError.Code, RpcError.Message ?? "", ReadRevertData(RpcError.GetDataAsString())));
            return;
        }
        RawResponse = rpcResponse.Result;
        // clients on System.Text.Json give an element, those on Newtonsoft a token or a plain value
        call.Complete(rpcResponse.Result is JsonElement element ? element : JsonElement.Parse(JsonConvert.SerializeObject(rpcResponse.Result)));
    }

    // Plain values, which both of Nethereum's serialisers write alike.
    private static object?[] ReadParameters(ReadOnlyMemory<byte> json) => (object?[])ToPlain(JsonElement.Parse(json.Span))!;

    private static object? ToPlain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(ToPlain).ToArray(),
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(static member => member.Name, static member => ToPlain(member.Value)),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var number) ? number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    // Most nodes write plain hexadecimal; Nethermind and old Parity put a word before it.
    private static byte[] ReadRevertData(string? text)
    {
        var start = text?.IndexOf("0x", StringComparison.Ordinal) ?? -1;
        return start >= 0 && Hex.TryDecode(text.AsSpan(start), out byte[] data) ? data : [];
    }
}
