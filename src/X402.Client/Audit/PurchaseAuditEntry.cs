using X402.Protocol;

namespace X402.Client;

/// <summary>One line of the audit log (SG-44). It holds no signature and no query string.</summary>
public sealed record PurchaseAuditEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required PurchaseEvent Event { get; init; }

    /// <summary>The name of the HTTP client.</summary>
    public required string ClientName { get; init; }

    /// <summary>Method, origin and path.</summary>
    public required string Target { get; init; }

    /// <summary>The hash of the request, where it was computed: 64 hexadecimal digits.</summary>
    public string? RequestFingerprint { get; init; }

    /// <summary>The purchase, once there is one.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>The payment's identity on chain, once there is one.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The requirements decided on, once there are any.</summary>
    public PaymentRequirements? Requirements { get; init; }

    /// <summary>The reason code, where something was declined, refused or is unknown.</summary>
    public string? Reason { get; init; }

    /// <summary>The receipt, where there is one.</summary>
    public PaymentReceipt? Receipt { get; init; }
}
