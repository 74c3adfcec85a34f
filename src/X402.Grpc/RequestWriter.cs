using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using X402.Protocol;
using X402.Protocol.Codecs;
using X402.Protocol.Codecs.V1;
using X402.Reasons;

namespace X402.Grpc;

/// <summary>
/// Writes a request of the contract as the body that HTTP would have brought, so that one parser judges both. Members that hold JSON are
/// copied as they are: what they hold twice, too deep or in halves of characters is for that parser to find.
/// </summary>
internal static class RequestWriter
{
    public static bool TryWrite(
        Wire.PaymentRequest message, [NotNullWhen(true)] out byte[]? json, out PaymentReason reason, [NotNullWhen(false)] out string? detail)
    {
        json = null;
        (reason, detail) = FindMistake(message);
        if (detail is not null)
            return false;
        try
        {
            json = JsonOutput.ToBytes(message, Write);
            return true;
        }
        catch (JsonException)
        {
            (reason, detail) = (PaymentReasons.InvalidRequest, "A member that holds JSON holds something else.");
            return false;
        }
    }

    // what the contract can say and the body cannot
    private static (PaymentReason Reason, string? Detail) FindMistake(Wire.PaymentRequest message)
    {
        if (message is not { Payment: { } payment, Requirements: { } requirements })
            return (PaymentReasons.InvalidRequest, "payment and requirements must be there.");
        if (message.X402Version != payment.X402Version)
            return (PaymentReasons.InvalidX402Version, "x402_version must be that of payment.");
        if (message.X402Version != ProtocolVersion.V1)
        {
            return payment.Accepted is not { } accepted || (accepted.Scheme == payment.Scheme && accepted.Network == payment.Network)
                ? default
                : (PaymentReasons.InvalidPayload, "payment.scheme and payment.network must be those of payment.accepted.");
        }
        if (payment.Accepted is not null || payment.HasExtensions)
            return (PaymentReasons.InvalidPayload, "payment.accepted and payment.extensions do not exist in version 1.");
        return NetworksV1.TryGetName(payment.Network, out _) && NetworksV1.TryGetName(requirements.Network, out _)
            ? default
            : (PaymentReasons.InvalidNetwork, "The network is not one that version 1 knows.");
    }

    private static void Write(Utf8JsonWriter writer, Wire.PaymentRequest message)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, message.X402Version);
        writer.WritePropertyName("paymentPayload"u8);
        WritePayment(writer, message.Payment, isV1: message.X402Version == ProtocolVersion.V1);
        writer.WritePropertyName("paymentRequirements"u8);
        if (message.X402Version == ProtocolVersion.V1)
            WriteRequirementsV1(writer, message.Requirements, message.Payment.Resource);
        else
            WriteRequirements(writer, message.Requirements);
        writer.WriteEndObject();
    }

    private static void WritePayment(Utf8JsonWriter writer, Wire.Payment payment, bool isV1)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, payment.X402Version);
        if (isV1)
        {
            writer.WriteString("scheme"u8, payment.Scheme);
            writer.WriteString("network"u8, NetworksV1.Name(payment.Network));
        }
        WriteJson(writer, "payload", payment.Payload);
        if (payment.Accepted is { } accepted)
        {
            writer.WritePropertyName("accepted"u8);
            WriteRequirements(writer, accepted);
        }
        if (!isV1 && payment.Resource is { } resource)
            WriteResource(writer, resource);
        if (payment.HasExtensions)
            WriteJson(writer, "extensions", payment.Extensions);
        WriteMembers(writer, payment.UnknownMembers);
        writer.WriteEndObject();
    }

    private static void WriteRequirements(Utf8JsonWriter writer, Wire.Requirements requirements)
    {
        writer.WriteStartObject();
        writer.WriteString("scheme"u8, requirements.Scheme);
        writer.WriteString("network"u8, requirements.Network);
        writer.WriteString("amount"u8, requirements.Amount);
        WriteTerms(writer, requirements);
        writer.WriteEndObject();
    }

    // in version 1 the requirements say what is being sold
    private static void WriteRequirementsV1(Utf8JsonWriter writer, Wire.Requirements requirements, Wire.Resource? resource)
    {
        writer.WriteStartObject();
        writer.WriteString("scheme"u8, requirements.Scheme);
        writer.WriteString("network"u8, NetworksV1.Name(requirements.Network));
        writer.WriteString("maxAmountRequired"u8, requirements.Amount);
        if (resource is not null)
        {
            writer.WriteString("resource"u8, resource.Url);
            writer.WriteOptional("description"u8, resource.HasDescription ? resource.Description : null);
            writer.WriteOptional("mimeType"u8, resource.HasMimeType ? resource.MimeType : null);
        }
        WriteTerms(writer, requirements);
        writer.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter writer, Wire.Requirements requirements)
    {
        writer.WriteString("asset"u8, requirements.Asset);
        writer.WriteString("payTo"u8, requirements.PayTo);
        writer.WriteNumber("maxTimeoutSeconds"u8, requirements.MaxTimeoutSeconds);
        if (requirements.HasExtra)
            WriteJson(writer, "extra", requirements.Extra);
        WriteMembers(writer, requirements.UnknownMembers);
    }

    private static void WriteResource(Utf8JsonWriter writer, Wire.Resource resource)
    {
        writer.WriteStartObject("resource"u8);
        writer.WriteString("url"u8, resource.Url);
        writer.WriteOptional("description"u8, resource.HasDescription ? resource.Description : null);
        writer.WriteOptional("mimeType"u8, resource.HasMimeType ? resource.MimeType : null);
        writer.WriteOptional("serviceName"u8, resource.HasServiceName ? resource.ServiceName : null);
        if (resource.Tags.Count > 0)
        {
            writer.WriteStartArray("tags"u8);
            foreach (var tag in resource.Tags)
                writer.WriteStringValue(tag);
            writer.WriteEndArray();
        }
        writer.WriteOptional("iconUrl"u8, resource.HasIconUrl ? resource.IconUrl : null);
        WriteMembers(writer, resource.UnknownMembers);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, MapField<string, ByteString> members)
    {
        foreach (var (name, value) in members)
            WriteJson(writer, name, value);
    }

    private static void WriteJson(Utf8JsonWriter writer, string name, ByteString json)
    {
        if (json.IsEmpty)
            throw new JsonException();
        writer.WritePropertyName(name);
        // the check sees to it that it is one value, and cannot end the object that it stands in
        writer.WriteRawValue(json.Span, skipInputValidation: false);
    }
}
