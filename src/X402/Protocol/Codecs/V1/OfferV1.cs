using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs.V1;

/// <summary><see cref="PaymentRequired"/> as the JSON body of version 1 (digest section 3.2).</summary>
internal static class OfferV1
{
    private static readonly string[] s_members = [VersionJson.Member, "error", "accepts"];

    // an object of version 2 may carry these; in a body of version 1 they would only mislead
    private static readonly string[] s_notWritten = [.. s_members, "resource", "extensions"];

    public static void Write(Utf8JsonWriter writer, PaymentRequired offer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, ProtocolVersion.V1);
        writer.WriteOptional("error"u8, offer.Error);
        writer.WriteStartArray("accepts"u8);
        foreach (var requirements in offer.Accepts)
        {
            if (RequirementsV1.CanExpress(requirements))
                RequirementsV1.Write(writer, requirements, offer.Resource);
        }
        writer.WriteEndArray();
        writer.WriteUnknown(offer.UnknownMembers, s_notWritten);
        writer.WriteEndObject();
    }

    /// <summary>Reads a body. Entries on networks without a known name are left out: others may still be able to pay them.</summary>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out PaymentRequired? offer, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        offer = null;
        failure = VersionJson.Read(json, "$", PaymentReasons.InvalidRequest, out var version);
        if (failure is null && version != ProtocolVersion.V1)
            failure = new(PaymentReasons.InvalidX402Version, "$.x402Version must be 1 in this body.");
        if (failure is not null)
            return false;

        var reader = new MemberReader(json, "$");
        var error = reader.OptionalString("error");
        var acceptsJson = reader.RequiredArray("accepts");
        if (reader.Error is { } mistake)
        {
            failure = new(PaymentReasons.InvalidRequest, mistake);
            return false;
        }

        ResourceInfo? resource = null;
        var accepts = new List<PaymentRequirements>(acceptsJson.GetArrayLength());
        for (var i = 0; i < acceptsJson.GetArrayLength(); i++)
        {
            if (RequirementsV1.TryRead(acceptsJson[i], $"$.accepts[{i}]", out var requirements, out var sold, out var why))
            {
                accepts.Add(requirements);
                resource ??= sold;
            }
            else if (why.Reason != PaymentReasons.InvalidNetwork)
            {
                failure = why;
                return false;
            }
        }
        offer = new()
        {
            X402Version = version,
            Error = error,
            Resource = resource ?? new() { Url = "" },
            Accepts = accepts,
            UnknownMembers = reader.Except(s_members),
        };
        return true;
    }
}
