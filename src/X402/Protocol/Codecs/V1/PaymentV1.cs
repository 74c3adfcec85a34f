using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs.V1;

/// <summary><see cref="PaymentPayload"/> in version 1 (digest section 3.3).</summary>
internal static class PaymentV1
{
    private static readonly string[] s_members = [VersionJson.Member, "scheme", "network", "payload"];

    public static void Write(Utf8JsonWriter writer, PaymentPayload payment)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, ProtocolVersion.V1);
        writer.WriteString("scheme"u8, payment.Scheme);
        writer.WriteString("network"u8, NetworksV1.Name(payment.Network));
        writer.WritePropertyName("payload"u8);
        payment.Payload.WriteTo(writer);
        writer.WriteUnknown(payment.UnknownMembers, s_members);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, string path, [NotNullWhen(true)] out PaymentPayload? payment, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        var reader = new MemberReader(json, path);
        var name = reader.RequiredText("network");
        payment = new()
        {
            X402Version = ProtocolVersion.V1,
            Scheme = reader.RequiredText("scheme"),
            Network = NetworksV1.TryRead(name, out var network) ? network : "",
            Payload = reader.RequiredObject("payload"),
            UnknownMembers = reader.Except(s_members),
        };
        failure = reader.Error is { } error ? new(PaymentReasons.InvalidPayload, error)
            : network is null ? new(PaymentReasons.InvalidNetwork, $"{path}.network is not the name of a network that version 1 knows.")
            : null;
        if (failure is not null)
            payment = null;
        return failure is null;
    }
}
