using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs.V2;

/// <summary><see cref="PaymentRequired"/> in version 2 (digest section 2.3).</summary>
internal static class OfferV2
{
    private static readonly string[] s_members = [VersionJson.Member, "error", "resource", "accepts", "extensions"];

    public static void Write(Utf8JsonWriter writer, PaymentRequired offer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, ProtocolVersion.V2);
        writer.WriteOptional("error"u8, offer.Error);
        writer.WritePropertyName("resource"u8);
        ResourceJson.Write(writer, offer.Resource);
        writer.WriteStartArray("accepts"u8);
        foreach (var requirements in offer.Accepts)
            RequirementsV2.Write(writer, requirements);
        writer.WriteEndArray();
        writer.WriteOptional("extensions"u8, offer.Extensions);
        writer.WriteUnknown(offer.UnknownMembers, s_members);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out PaymentRequired? offer, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        offer = null;
        failure = VersionJson.Read(json, "$", PaymentReasons.InvalidPaymentHeader, out var version);
        if (failure is null && version != ProtocolVersion.V2)
            failure = new(PaymentReasons.InvalidX402Version, "$.x402Version must be 2 in this header.");
        if (failure is not null)
            return false;

        var reader = new MemberReader(json, "$");
        var error = reader.OptionalString("error");
        var resourceJson = reader.RequiredObject("resource");
        var acceptsJson = reader.RequiredArray("accepts");
        var extensions = reader.OptionalObject("extensions");
        var mistake = reader.Error;
        if (mistake is not null || !ResourceJson.TryRead(resourceJson, "$.resource", out var resource, out mistake))
        {
            failure = new(PaymentReasons.InvalidPaymentHeader, mistake);
            return false;
        }

        var accepts = new PaymentRequirements[acceptsJson.GetArrayLength()];
        for (var i = 0; i < accepts.Length; i++)
        {
            if (!RequirementsV2.TryRead(acceptsJson[i], $"$.accepts[{i}]", out accepts[i]!, out failure))
                return false;
        }
        offer = new()
        {
            X402Version = version,
            Error = error,
            Resource = resource,
            Accepts = accepts,
            Extensions = extensions,
            UnknownMembers = reader.Except(s_members),
        };
        return true;
    }
}
