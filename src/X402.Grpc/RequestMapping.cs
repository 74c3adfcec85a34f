using System.Diagnostics.CodeAnalysis;
using X402.Protocol;
using X402.Reasons;

namespace X402.Grpc;

/// <summary>Requests between the protocol's model and the contract.</summary>
internal static class RequestMapping
{
    public static Wire.PaymentRequest ToWire(this FacilitatorRequest request) =>
        new() { X402Version = request.X402Version, Payment = ToWire(request.Payload), Requirements = ToWire(request.Requirements) };

    /// <summary>Reads a request of anybody: exactly what is read, and refused, over HTTP.</summary>
    public static bool TryRead(
        Wire.PaymentRequest message, [NotNullWhen(true)] out FacilitatorRequest? request, out PaymentReason reason, [NotNullWhen(false)] out string? detail)
    {
        request = null;
        return RequestWriter.TryWrite(message, out var json, out reason, out detail)
            && PaymentCodec.TryDecodeRequest(json, out request, out reason, out detail);
    }

    private static Wire.Payment ToWire(PaymentPayload payment)
    {
        var message = new Wire.Payment { X402Version = payment.X402Version, Scheme = payment.Scheme, Network = payment.Network, Payload = WireJson.Write(payment.Payload) };
        if (payment.Accepted is { } accepted)
            message.Accepted = ToWire(accepted);
        if (payment.Resource is { } resource)
            message.Resource = ToWire(resource);
        if (payment.Extensions is { } extensions)
            message.Extensions = WireJson.Write(extensions);
        WireJson.WriteMembers(payment.UnknownMembers, message.UnknownMembers);
        return message;
    }

    private static Wire.Requirements ToWire(PaymentRequirements requirements)
    {
        var message = new Wire.Requirements
        {
            Scheme = requirements.Scheme,
            Network = requirements.Network,
            Amount = requirements.Amount,
            Asset = requirements.Asset,
            PayTo = requirements.PayTo,
            MaxTimeoutSeconds = requirements.MaxTimeoutSeconds,
        };
        if (requirements.Extra is { } extra)
            message.Extra = WireJson.Write(extra);
        WireJson.WriteMembers(requirements.UnknownMembers, message.UnknownMembers);
        return message;
    }

    private static Wire.Resource ToWire(ResourceInfo resource)
    {
        var message = new Wire.Resource { Url = resource.Url };
        if (resource.Description is { } description)
            message.Description = description;
        if (resource.MimeType is { } mimeType)
            message.MimeType = mimeType;
        if (resource.ServiceName is { } serviceName)
            message.ServiceName = serviceName;
        if (resource.IconUrl is { } iconUrl)
            message.IconUrl = iconUrl;
        message.Tags.AddRange(resource.Tags ?? []);
        WireJson.WriteMembers(resource.UnknownMembers, message.UnknownMembers);
        return message;
    }
}
