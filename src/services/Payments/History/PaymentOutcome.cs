namespace X402.Services.Payments.History;

/// <summary>What has become of a payment.</summary>
public enum PaymentOutcome
{
    /// <summary>The price was told; nobody has paid (yet).</summary>
    Offered = 0,

    /// <summary>On its way: signed, and not at an end.</summary>
    Pending = 1,

    /// <summary>The money has moved.</summary>
    Paid = 2,

    /// <summary>Turned down before any money moved.</summary>
    Refused = 3,

    /// <summary>The settlement failed for good: the money has not moved and cannot move.</summary>
    Failed = 4,

    /// <summary>Settlement was asked for and its outcome is not known; only the chain can tell.</summary>
    Unknown = 5,
}
