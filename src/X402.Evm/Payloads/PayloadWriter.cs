using System.Buffers;
using System.Text.Json;
using X402.Money;

namespace X402.Evm.Payloads;

/// <summary>Writes the members of payloads for generated code, as the reference does.</summary>
public static class PayloadWriter
{
    /// <summary>Writes an address with its checksum.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, EvmAddress value)
    {
        ArgumentNullException.ThrowIfNull(json);
        Span<char> text = stackalloc char[EvmAddress.TextLength];
        value.TryFormat(text, out _, default, null);
        json.WriteString(name, text);
    }

    /// <summary>Writes 32 bytes.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Hash32 value)
    {
        ArgumentNullException.ThrowIfNull(json);
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        value.CopyTo(bytes);
        Span<byte> text = stackalloc byte[2 + (2 * Hash32.Size)];
        Hex.EncodeUtf8(bytes, text);
        json.WriteString(name, text);
    }

    /// <summary>Writes a number as a string of decimal digits.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, UInt256 value)
    {
        ArgumentNullException.ThrowIfNull(json);
        Span<byte> digits = stackalloc byte[UInt256.MaxDecimalDigits];
        value.TryFormat(digits, out var length, default, null);
        json.WriteString(name, digits[..length]);
    }

    /// <summary>Writes a number as such.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ulong value)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber(name, value);
    }

    /// <summary>Writes bytes.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString(name, Hex.Encode(value.Span));
    }

    /// <summary>Writes text.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString(name, value);
    }

    /// <summary>Writes what was kept without being known.</summary>
    public static void WriteUnknown(Utf8JsonWriter json, IReadOnlyDictionary<string, JsonElement>? members)
    {
        ArgumentNullException.ThrowIfNull(json);
        foreach (var (name, value) in members ?? new Dictionary<string, JsonElement>())
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }

    /// <summary>A record as JSON.</summary>
    /// <param name="record">The record.</param>
    /// <param name="write">Its writer.</param>
    public static JsonElement ToJson<T>(T record, Action<T, Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
            write(record, json);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
