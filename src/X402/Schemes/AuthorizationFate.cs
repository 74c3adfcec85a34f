namespace X402.Schemes;

/// <summary>What the chain says about a signed authorization.</summary>
public enum AuthorizationFate
{
    /// <summary>The chain could not be asked.</summary>
    Unknown = 0,

    /// <summary>Not used, and not expired at a final block: it may still be settled.</summary>
    Pending = 1,

    /// <summary>Used: the money has moved.</summary>
    Settled = 2,

    /// <summary>It cannot be settled any more: expired at a final block without having been used, or cancelled.</summary>
    Void = 3,
}
