using System.Buffers;
using System.Text.Json;

namespace X402.AspNetCore.Gate.Extensions;

/// <summary>Puts the values of extensions together.</summary>
internal static class ExtensionJson
{
    /// <summary>One object with a member per extension.</summary>
    public static JsonElement? Combine(IReadOnlyList<(IPaymentExtension Extension, PaymentExtensionDeclaration Declaration)> declared) =>
        declared.Count == 0 ? null : Merge(null, [.. declared.Select(item => (item.Extension.Name, item.Declaration.Value))]);

    /// <summary>An object with members added; an added one takes the place of one with its name.</summary>
    public static JsonElement Merge(JsonElement? existing, IReadOnlyList<(string Name, JsonElement Value)> added)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (existing is { ValueKind: JsonValueKind.Object } members)
            {
                foreach (var member in members.EnumerateObject())
                {
                    if (added.All(item => item.Name != member.Name))
                        member.WriteTo(writer);
                }
            }
            foreach (var (name, value) in added)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
