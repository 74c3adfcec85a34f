namespace X402.Services.Payments.Trying;

/// <summary>What a buyer may do, honestly or to see what happens.</summary>
public enum Experiment
{
    /// <summary>Pays what is asked.</summary>
    Honest,

    /// <summary>Signs for one atomic unit less.</summary>
    PayLess,

    /// <summary>Signs for another recipient.</summary>
    OtherRecipient,

    /// <summary>Signs an authorization that has ended.</summary>
    Expired,

    /// <summary>Signs an authorization that begins later.</summary>
    TooEarly,

    /// <summary>Changes the authorization after it was signed.</summary>
    ChangedAfterSigning,

    /// <summary>Signs with an account that has no money.</summary>
    EmptyAccount,
}
