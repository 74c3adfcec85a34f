using System.Text.Json;

namespace X402.Protocol;

/// <summary>A facilitator's verdict on a payment (digest section 2.5). Step 6 of the payment.</summary>
public sealed record VerifyResponse
{
    /// <summary>Whether the payment could be settled at the time of asking.</summary>
    public required bool IsValid { get; init; }

    /// <summary>The stable reason code when it is not valid; an open set on the wire.</summary>
    public string? InvalidReason { get; init; }

    /// <summary>A sentence for a person, without internals.</summary>
    public string? InvalidMessage { get; init; }

    /// <summary>The recovered payer.</summary>
    public string? Payer { get; init; }

    /// <summary>Extension data that may be forwarded to the buyer.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Scheme data.</summary>
    public JsonElement? Extra { get; init; }
}
