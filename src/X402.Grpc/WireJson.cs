using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using X402.Protocol.Codecs;

namespace X402.Grpc;

/// <summary>The parts of messages that travel as JSON, under the same limits as over HTTP.</summary>
internal static class WireJson
{
    private static readonly JsonDocumentOptions s_strict = JsonLimits.Message;

    /// <exception cref="JsonException">The bytes are no such JSON.</exception>
    public static JsonElement Read(ByteString bytes) => JsonElement.Parse(bytes.Span, s_strict);

    /// <summary>An absent member, and an explicit null, is <see langword="null"/>.</summary>
    /// <exception cref="JsonException">The bytes are no such JSON.</exception>
    public static JsonElement? ReadOptional(bool present, ByteString bytes) =>
        present && Read(bytes) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    /// <exception cref="JsonException">A value is no such JSON.</exception>
    public static Dictionary<string, JsonElement>? ReadMembers(MapField<string, ByteString> members)
    {
        if (members.Count == 0)
            return null;
        var read = new Dictionary<string, JsonElement>(members.Count, StringComparer.Ordinal);
        foreach (var (name, value) in members)
            read.Add(name, Read(value));
        return read;
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
