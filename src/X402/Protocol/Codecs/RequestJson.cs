using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Protocol.Codecs.V1;
using X402.Protocol.Codecs.V2;
using X402.Reasons;

namespace X402.Protocol.Codecs;

/// <summary><see cref="FacilitatorRequest"/> in the form of its version (digest section 5.1).</summary>
internal static class RequestJson
{
    public static void Write(Utf8JsonWriter writer, FacilitatorRequest request)
    {
        if (request.X402Version != request.Payload.X402Version)
            throw new ArgumentException("A request has the version of its payment.", nameof(request));
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, request.X402Version);
        writer.WritePropertyName("paymentPayload"u8);
        PaymentJson.Write(writer, request.Payload);
        writer.WritePropertyName("paymentRequirements"u8);
        if (request.X402Version == ProtocolVersion.V1)
            RequirementsV1.Write(writer, request.Requirements, request.Payload.Resource);
        else
            RequirementsV2.Write(writer, request.Requirements);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out FacilitatorRequest? request, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        request = null;
        var reader = new MemberReader(json, "$");
        var paymentJson = reader.RequiredObject("paymentPayload");
        var requirementsJson = reader.RequiredObject("paymentRequirements");
        if (reader.Error is { } mistake)
        {
            failure = new(PaymentReasons.InvalidRequest, mistake);
            return false;
        }
        failure = VersionJson.Read(json, "$", PaymentReasons.InvalidRequest, out var version);
        if (failure is not null || !PaymentJson.TryRead(paymentJson, "$.paymentPayload", PaymentReasons.InvalidPayload, out var payment, out failure))
            return false;
        if (payment.X402Version != version)
        {
            failure = new(PaymentReasons.InvalidX402Version, "$.x402Version must be that of $.paymentPayload.");
            return false;
        }

        PaymentRequirements? requirements;
        if (version == ProtocolVersion.V1)
        {
            if (!RequirementsV1.TryRead(requirementsJson, "$.paymentRequirements", out requirements, out var resource, out failure))
                return false;
            payment = payment with { Resource = resource.Url.Length > 0 ? resource : null };
        }
        else if (!RequirementsV2.TryRead(requirementsJson, "$.paymentRequirements", out requirements, out failure))
        {
            return false;
        }
        request = new(version, payment, requirements);
        return true;
    }
}
