using X402.Protocol;

namespace X402.Services.Payments.Trying;

/// <summary>What the resource server answered.</summary>
public sealed record TrialAnswer
{
    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>The body as text, bounded.</summary>
    public required string Body { get; init; }

    /// <summary>The offer as it came, base64.</summary>
    public string? OfferHeader { get; init; }

    /// <summary>The offer, decoded.</summary>
    public PaymentRequired? Offer { get; init; }

    /// <summary>The receipt as it came, base64.</summary>
    public string? ReceiptHeader { get; init; }

    /// <summary>The receipt, decoded.</summary>
    public SettleResponse? Receipt { get; init; }

    /// <summary>Whether the resource was delivered.</summary>
    public bool IsDelivered => Status < 400;

    /// <summary>Why not: the stable code of the refusal.</summary>
    public string? Reason => IsDelivered ? null : Receipt?.ErrorReason ?? Offer?.Error;

    /// <summary>The same as a sentence, where the server says one.</summary>
    public string? Message => Offer?.UnknownMembers?.GetValueOrDefault("message") is { ValueKind: System.Text.Json.JsonValueKind.String } message ? message.GetString() : null;
}
