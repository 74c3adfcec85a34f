using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Protocol.Codecs.V2;

namespace X402.Protocol.Codecs;

/// <summary>
/// <see cref="PaymentPayload"/> in the form in which ledgers and journals keep it: the model itself, so that nothing is lost,
/// whichever version it came in and whatever version 1 calls its network.
/// </summary>
internal static class StoredPaymentJson
{
    public static void Write(Utf8JsonWriter writer, PaymentPayload payment)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, payment.X402Version);
        writer.WriteString("scheme"u8, payment.Scheme);
        writer.WriteString("network"u8, payment.Network);
        writer.WritePropertyName("payload"u8);
        payment.Payload.WriteTo(writer);
        if (payment.Accepted is { } accepted)
        {
            writer.WritePropertyName("accepted"u8);
            RequirementsV2.Write(writer, accepted);
        }
        if (payment.Resource is { Url.Length: > 0 } resource)
        {
            writer.WritePropertyName("resource"u8);
            ResourceJson.Write(writer, resource);
        }
        writer.WriteOptional("extensions"u8, payment.Extensions);
        if (payment.UnknownMembers is { } unknown)
        {
            writer.WriteStartObject("unknown"u8);
            writer.WriteUnknown(unknown, []);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out PaymentPayload? payment)
    {
        payment = null;
        var reader = new MemberReader(json, "$");
        var acceptedJson = reader.OptionalObject("accepted");
        var resourceJson = reader.OptionalObject("resource");
        var unknownJson = reader.OptionalObject("unknown");
        PaymentRequirements? accepted = null;
        ResourceInfo? resource = null;
        if ((acceptedJson is { } requirements && !RequirementsV2.TryRead(requirements, "$.accepted", out accepted, out _))
            || (resourceJson is { } sold && !ResourceJson.TryRead(sold, "$.resource", out resource, out _)))
        {
            return false;
        }
        payment = new()
        {
            X402Version = reader.RequiredPositiveInteger("x402Version"),
            Scheme = reader.RequiredText("scheme"),
            Network = reader.RequiredText("network"),
            Payload = reader.RequiredObject("payload"),
            Accepted = accepted,
            Resource = resource,
            Extensions = reader.OptionalObject("extensions"),
            UnknownMembers = unknownJson is { } members ? new MemberReader(members, "$.unknown").Except([]) : null,
        };
        if (reader.Error is not null)
            payment = null;
        return payment is not null;
    }
}
