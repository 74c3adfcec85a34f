using System.Buffers;
using System.Text;
using System.Text.Json;

namespace X402.Evm.Rpc;

/// <summary>Writes the parameters that are more than a string.</summary>
internal static class EvmRpcParameters
{
    public static byte[] Bytes(ReadOnlySpan<byte> bytes)
    {
        var json = new byte[bytes.Length * 2 + 6];
        json[0] = (byte)'[';
        json[1] = (byte)'"';
        var written = Hex.EncodeUtf8(bytes, json.AsSpan(2));
        json[2 + written] = (byte)'"';
        json[3 + written] = (byte)']';
        return json;
    }

    public static ReadOnlyMemory<byte> Call(EvmCallRequest request, BlockTag? block)
    {
        ArgumentNullException.ThrowIfNull(request);
        var buffer = new ArrayBufferWriter<byte>((request.Data.Length * 2) + 256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        json.WriteStartObject();
        if (!request.From.IsZero)
            json.WriteString("from"u8, request.From.ToLowerString());
        json.WriteString("to"u8, request.To.ToLowerString());
        if (request.Gas is { } gas)
            json.WriteString("gas"u8, Hex.EncodeQuantity(gas));
        if (!request.Value.IsZero)
            json.WriteString("value"u8, Hex.EncodeQuantity(request.Value));
        WriteBytes(json, "data"u8, request.Data.Span);
        json.WriteEndObject();
        if (block is { } tag)
            json.WriteStringValue(tag.ToString());
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    public static byte[] Filter(LogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var text = new StringBuilder($"[{{\"address\":\"{filter.Address}\",\"fromBlock\":\"{filter.FromBlock}\",\"toBlock\":\"{filter.ToBlock}\",\"topics\":[");
        for (var i = 0; i < filter.Topics.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            text.Append(filter.Topics[i] is { } topic ? $"\"{topic}\"" : "null");
        }
        return Encoding.ASCII.GetBytes(text.Append("]}]").ToString());
    }

    private static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        var length = 2 + (2 * bytes.Length);
        byte[]? rented = null;
        var text = length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(length);
        Hex.EncodeUtf8(bytes, text);
        json.WriteString(name, text[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
