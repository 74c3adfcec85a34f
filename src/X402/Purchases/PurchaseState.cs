namespace X402.Purchases;

/// <summary>Where a client's purchase is, as the client can know it.</summary>
public enum PurchaseState
{
    /// <summary>Signed, perhaps sent; it may still be settled or may have been. The same purchase is retried with this payment only.</summary>
    Open = 0,

    /// <summary>The money has moved: the server's receipt or the chain says so, or the goods were delivered.</summary>
    Settled = 1,

    /// <summary>
    /// The server refused it for good before settling anything. Another payment may be signed; this one counts as spent until the chain proves that it
    /// expired unused.
    /// </summary>
    Refused = 2,

    /// <summary>Proved by the chain: expired and never used.</summary>
    Void = 3,
}
