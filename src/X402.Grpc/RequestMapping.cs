using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Protocol;

namespace X402.Grpc;

/// <summary>Requests between the protocol's model and the contract.</summary>
internal static class RequestMapping
{
    public static Wire.PaymentRequest ToWire(this FacilitatorRequest request) =>
        new() { X402Version = request.X402Version, Payment = ToWire(request.Payload), Requirements = ToWire(request.Requirements) };

    /// <summary>Reads a request of anybody.</summary>
    public static bool TryRead(Wire.PaymentRequest message, [NotNullWhen(true)] out FacilitatorRequest? request, [NotNullWhen(false)] out string? detail)
    {
        request = null;
        if (message is not { Payment: { } payment, Requirements: { } requirements })
        {
            detail = "payment and requirements must be there.";
            return false;
        }
        detail = payment.Scheme.Length == 0 || payment.Network.Length == 0
            ? "payment.scheme and payment.network must not be empty."
            : FindMissing(requirements, "requirements") ?? (payment.Accepted is { } accepted ? FindMissing(accepted, "payment.accepted") : null);
        if (detail is not null)
            return false;
        try
        {
            request = new(message.X402Version, Read(payment), Read(requirements));
            return true;
        }
        catch (JsonException)
        {
            detail = "A member that holds JSON holds something else.";
            return false;
        }
    }

    private static string? FindMissing(Wire.Requirements requirements, string path) => requirements switch
    {
        { Scheme.Length: 0 } => $"{path}.scheme is missing.",
        { Network.Length: 0 } => $"{path}.network is missing.",
        { Amount.Length: 0 } => $"{path}.amount is missing.",
        { Asset.Length: 0 } => $"{path}.asset is missing.",
        { PayTo.Length: 0 } => $"{path}.pay_to is missing.",
        { MaxTimeoutSeconds: <= 0 } => $"{path}.max_timeout_seconds must be greater than 0.",
        _ => null,
    };

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

    private static PaymentPayload Read(Wire.Payment message) => new()
    {
        X402Version = message.X402Version,
        Scheme = message.Scheme,
        Network = message.Network,
        Payload = WireJson.Read(message.Payload),
        Accepted = message.Accepted is { } accepted ? Read(accepted) : null,
        Resource = message.Resource is { } resource ? Read(resource) : null,
        Extensions = WireJson.ReadOptional(message.HasExtensions, message.Extensions),
        UnknownMembers = WireJson.ReadMembers(message.UnknownMembers),
    };

    private static PaymentRequirements Read(Wire.Requirements message) => new()
    {
        Scheme = message.Scheme,
        Network = message.Network,
        Amount = message.Amount,
        Asset = message.Asset,
        PayTo = message.PayTo,
        MaxTimeoutSeconds = message.MaxTimeoutSeconds,
        Extra = WireJson.ReadOptional(message.HasExtra, message.Extra),
        UnknownMembers = WireJson.ReadMembers(message.UnknownMembers),
    };

    private static ResourceInfo Read(Wire.Resource message) => new()
    {
        Url = message.Url,
        Description = message.HasDescription ? message.Description : null,
        MimeType = message.HasMimeType ? message.MimeType : null,
        ServiceName = message.HasServiceName ? message.ServiceName : null,
        Tags = message.Tags.Count > 0 ? [.. message.Tags] : null,
        IconUrl = message.HasIconUrl ? message.IconUrl : null,
        UnknownMembers = WireJson.ReadMembers(message.UnknownMembers),
    };
}
