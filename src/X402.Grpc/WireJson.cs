using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using X402.Protocol.Codecs;

namespace X402.Grpc;

/// <summary>The parts of messages that travel as JSON, under the same limits as over HTTP.</summary>
internal static class WireJson
{
    /// <summary>An absent member, and an explicit null, is <see langword="null"/>.</summary>
    /// <exception cref="JsonException">The bytes are no JSON object that could have come over HTTP.</exception>
    public static JsonElement? ReadOptional(bool present, ByteString bytes)
    {
        if (!present)
            return null;
        if (!StrictJson.TryParse(bytes.Span, JsonLimits.Message, out var value, out var detail))
            throw new JsonException(detail);
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => value,
            _ => throw new JsonException("It is no object."),
        };
    }

    public static ByteString Write(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            element.WriteTo(json);
        return ByteString.CopyFrom(buffer.WrittenSpan);
    }

    public static void WriteMembers(Dictionary<string, JsonElement>? members, MapField<string, ByteString> target)
    {
        foreach (var (name, value) in members ?? [])
            target.Add(name, Write(value));
    }
}
