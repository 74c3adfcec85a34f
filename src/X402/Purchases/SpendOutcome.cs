namespace X402.Purchases;

/// <summary>What became of reserved money.</summary>
public enum SpendOutcome
{
    /// <summary>It was spent.</summary>
    Committed = 0,

    /// <summary>It was not spent and cannot be: nothing was signed, or the chain proves the authorization void.</summary>
    Released = 1,

    /// <summary>A signed payment is out and its fate is not known: it goes on counting as spent.</summary>
    Unknown = 2,
}
