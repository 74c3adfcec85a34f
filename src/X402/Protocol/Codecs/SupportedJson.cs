using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace X402.Protocol.Codecs;

/// <summary><see cref="SupportedResponse"/> (digest section 2.7). Facilitators of version 1 answer with <c>kinds</c> alone.</summary>
internal static class SupportedJson
{
    public static void Write(Utf8JsonWriter writer, SupportedResponse supported)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("kinds"u8);
        foreach (var kind in supported.Kinds)
        {
            writer.WriteStartObject();
            writer.WriteNumber("x402Version"u8, kind.X402Version);
            writer.WriteString("scheme"u8, kind.Scheme);
            writer.WriteString("network"u8, kind.Network);
            writer.WriteOptional("extra"u8, kind.Extra);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("extensions"u8);
        foreach (var extension in supported.Extensions)
            writer.WriteStringValue(extension);
        writer.WriteEndArray();
        writer.WriteStartObject("signers"u8);
        foreach (var (pattern, addresses) in supported.Signers)
        {
            writer.WriteStartArray(pattern);
            foreach (var address in addresses)
                writer.WriteStringValue(address);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out SupportedResponse? supported, [NotNullWhen(false)] out string? error)
    {
        supported = null;
        var reader = new MemberReader(json, "$");
        var kindsJson = reader.RequiredArray("kinds");
        var extensions = reader.OptionalStrings("extensions") ?? [];
        var signersJson = reader.OptionalObject("signers");
        if ((error = reader.Error) is not null)
            return false;

        var kinds = new SupportedKind[kindsJson.GetArrayLength()];
        for (var i = 0; i < kinds.Length; i++)
        {
            var kind = new MemberReader(kindsJson[i], $"$.kinds[{i}]");
            kinds[i] = new()
            {
                X402Version = kind.RequiredPositiveInteger("x402Version"),
                Scheme = kind.RequiredText("scheme"),
                Network = kind.RequiredText("network"),
                Extra = kind.OptionalObject("extra"),
            };
            if ((error = kind.Error) is not null)
                return false;
        }

        var signers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (signersJson is { } present)
        {
            var addresses = new MemberReader(present, "$.signers");
            foreach (var family in present.EnumerateObject())
                signers[family.Name] = addresses.OptionalStrings(family.Name) ?? [];
            if ((error = addresses.Error) is not null)
                return false;
        }
        supported = new() { Kinds = kinds, Extensions = extensions, Signers = signers };
        return true;
    }
}
