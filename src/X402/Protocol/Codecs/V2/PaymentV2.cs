using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs.V2;

/// <summary><see cref="PaymentPayload"/> in version 2 (digest section 2.4).</summary>
internal static class PaymentV2
{
    private static readonly string[] s_members = [VersionJson.Member, "payload", "extensions", "resource", "accepted"];

    public static void Write(Utf8JsonWriter writer, PaymentPayload payment)
    {
        var accepted = payment.Accepted
            ?? throw new ArgumentException("A version 2 payment names the requirements it accepted.", nameof(payment));
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, ProtocolVersion.V2);
        writer.WritePropertyName("payload"u8);
        payment.Payload.WriteTo(writer);
        writer.WriteOptional("extensions"u8, payment.Extensions);
        if (payment.Resource is { } resource)
        {
            writer.WritePropertyName("resource"u8);
            ResourceJson.Write(writer, resource);
        }
        writer.WritePropertyName("accepted"u8);
        RequirementsV2.Write(writer, accepted);
        writer.WriteUnknown(payment.UnknownMembers, s_members);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, string path, [NotNullWhen(true)] out PaymentPayload? payment, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        payment = null;
        var reader = new MemberReader(json, path);
        var payload = reader.RequiredObject("payload");
        var acceptedJson = reader.RequiredObject("accepted");
        var resourceJson = reader.OptionalObject("resource");
        var extensions = reader.OptionalObject("extensions");
        ResourceInfo? resource = null;
        var mistake = reader.Error;
        if (mistake is not null || (resourceJson is { } present && !ResourceJson.TryRead(present, $"{path}.resource", out resource, out mistake)))
        {
            failure = new(PaymentReasons.InvalidPayload, mistake);
            return false;
        }
        if (!RequirementsV2.TryRead(acceptedJson, $"{path}.accepted", out var accepted, out failure))
            return false;
        payment = new()
        {
            X402Version = ProtocolVersion.V2,
            Scheme = accepted.Scheme,
            Network = accepted.Network,
            Payload = payload,
            Accepted = accepted,
            Resource = resource,
            Extensions = extensions,
            UnknownMembers = reader.Except(s_members),
        };
        return true;
    }
}
