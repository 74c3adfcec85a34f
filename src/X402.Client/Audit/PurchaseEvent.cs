namespace X402.Client;

/// <summary>What happened to a purchase.</summary>
public enum PurchaseEvent
{
    /// <summary>The client decided not to pay; nothing was signed or sent.</summary>
    Declined = 0,

    /// <summary>The client decided to pay; the payment is signed and stored, and is about to be sent.</summary>
    Signed = 1,

    /// <summary>A payment that was signed before is about to be sent again.</summary>
    Replayed = 2,

    /// <summary>Paid and delivered.</summary>
    Paid = 3,

    /// <summary>The server refused the payment.</summary>
    Refused = 4,

    /// <summary>Sent, and the outcome is not known.</summary>
    Unknown = 5,

    /// <summary>Paid and not delivered.</summary>
    NotDelivered = 6,

    /// <summary>The chain proves that the payment expired unused; the budget has its money back.</summary>
    Voided = 7,
}
