using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Protocol.Codecs.V1;
using X402.Protocol.Codecs.V2;
using X402.Reasons;

namespace X402.Protocol.Codecs;

/// <summary><see cref="PaymentPayload"/> in the form of its version.</summary>
internal static class PaymentJson
{
    public static void Write(Utf8JsonWriter writer, PaymentPayload payment)
    {
        if (payment.X402Version == ProtocolVersion.V1)
            PaymentV1.Write(writer, payment);
        else
            PaymentV2.Write(writer, payment);
    }

    public static bool TryRead(JsonElement json, string path, PaymentReason notAnObject, [NotNullWhen(true)] out PaymentPayload? payment, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        payment = null;
        failure = VersionJson.Read(json, path, notAnObject, out var version);
        if (failure is not null)
            return false;
        return version == ProtocolVersion.V1
            ? PaymentV1.TryRead(json, path, out payment, out failure)
            : PaymentV2.TryRead(json, path, out payment, out failure);
    }
}
