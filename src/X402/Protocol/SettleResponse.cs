using System.Text.Json;

namespace X402.Protocol;

/// <summary>The outcome of a settlement and the buyer's receipt (digest section 2.6). Step 11 of the payment.</summary>
public sealed record SettleResponse
{
    /// <summary>Whether the money has moved.</summary>
    public required bool Success { get; init; }

    /// <summary>
    /// The stable reason code of a failure. <c>settlement_pending</c> means that the outcome is not known yet:
    /// <see cref="Transaction"/> then names what was sent, and nobody may treat the payment as unpaid.
    /// </summary>
    public string? ErrorReason { get; init; }

    /// <summary>A sentence for a person, without internals.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The payer.</summary>
    public string? Payer { get; init; }

    /// <summary>The transaction hash; empty when nothing was sent to the chain.</summary>
    public required string Transaction { get; init; }

    /// <summary>The CAIP-2 network.</summary>
    public required string Network { get; init; }

    /// <summary>The amount settled in atomic units, where it can differ from the amount required.</summary>
    public string? Amount { get; init; }

    /// <summary>Extension data that may be forwarded to the buyer.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Scheme data.</summary>
    public JsonElement? Extra { get; init; }
}
