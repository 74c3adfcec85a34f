using System.Buffers;
using System.Text.Json;

namespace X402.Protocol.Codecs;

/// <summary>Writes messages as <c>JSON.stringify</c> would.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JsonStringifyEncoder.Instance };

    /// <summary>The UTF-8 bytes of a message.</summary>
    public static byte[] ToBytes<T>(T message, Action<Utf8JsonWriter, T> write) => Write(message, write).WrittenSpan.ToArray();

    /// <summary>The base64 of a message, as it stands in headers.</summary>
    public static string ToHeader<T>(T message, Action<Utf8JsonWriter, T> write) => Convert.ToBase64String(Write(message, write).WrittenSpan);

    /// <summary>Writes a member that is left out when there is no value.</summary>
    public static void WriteOptional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    /// <inheritdoc cref="WriteOptional(Utf8JsonWriter, ReadOnlySpan{byte}, string?)"/>
    public static void WriteOptional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement? value)
    {
        if (value is not { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } present)
            return;
        writer.WritePropertyName(name);
        present.WriteTo(writer);
    }

    /// <summary>Writes preserved members, except those whose name already has a meaning in the target.</summary>
    public static void WriteUnknown(this Utf8JsonWriter writer, Dictionary<string, JsonElement>? members, ReadOnlySpan<string> known)
    {
        if (members is null)
            return;
        foreach (var (name, value) in members)
        {
            if (known.Contains(name) || value.ValueKind == JsonValueKind.Undefined)
                continue;
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private static ArrayBufferWriter<byte> Write<T>(T message, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, s_options);
        write(writer, message);
        writer.Flush();
        return buffer;
    }
}
