namespace X402.Client;

/// <summary>How a request through a paying client ended, as far as the money is concerned.</summary>
public enum PurchaseOutcome
{
    /// <summary>The server asked for no money.</summary>
    Free = 0,

    /// <summary>Paid; the answer carries the receipt.</summary>
    Paid = 1,

    /// <summary>The client did not pay; nothing is owed.</summary>
    NotMade = 2,

    /// <summary>The server did not accept the payment.</summary>
    Refused = 3,

    /// <summary>Sent, and the outcome is not known: repeat the request.</summary>
    Unknown = 4,

    /// <summary>The money has moved and the server does not deliver.</summary>
    NotDelivered = 5,
}
