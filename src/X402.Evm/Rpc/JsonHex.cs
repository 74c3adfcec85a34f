using System.Runtime.InteropServices;
using System.Text.Json;
using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>Reads the hexadecimal strings of JSON-RPC answers without turning them into strings first.</summary>
internal static class JsonHex
{
    public static UInt256 ReadQuantity(JsonElement element) =>
        Hex.TryDecodeQuantity(Text(element), out var value) ? value : throw Unexpected("a quantity");

    public static ulong ReadUInt64(JsonElement element) =>
        ReadQuantity(element).TryToUInt64(out var value) ? value : throw Unexpected("a quantity of 64 bits");

    public static Hash32 ReadHash(JsonElement element) =>
        Hash32.TryParse(Text(element), out var value) ? value : throw Unexpected("32 bytes");

    public static EvmAddress ReadAddress(JsonElement element) =>
        EvmAddress.TryParse(Text(element), out var value) ? value : throw Unexpected("an address");

    public static byte[] ReadBytes(JsonElement element) =>
        Hex.TryDecode(Text(element), out byte[] value) ? value : throw Unexpected("bytes");

    public static ReadOnlySpan<byte> Text(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            throw Unexpected("a string");
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return raw[1..^1];
    }

    private static FormatException Unexpected(string expected) => new($"Expected {expected}.");
}
