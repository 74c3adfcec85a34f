namespace X402.Services.Payments.Trying;

/// <summary>The experiments in a person's words.</summary>
internal static class ExperimentGuide
{
    /// <summary>What it is called, and what it is about.</summary>
    public static IReadOnlyList<(Experiment Experiment, string Title, string Question)> All { get; } =
    [
        (Experiment.Honest, "Pay what is asked", "The honest way: the answer comes with a receipt."),
        (Experiment.PayLess, "Pay one unit less", "What if the signature is for one atomic unit less than the price?"),
        (Experiment.OtherRecipient, "Pay somebody else", "What if the money would go to another recipient?"),
        (Experiment.Expired, "Expired", "What if the authorization ended a minute ago?"),
        (Experiment.TooEarly, "Not valid yet", "What if the authorization begins only when its time is nearly over?"),
        (Experiment.ChangedAfterSigning, "Changed after signing", "What if the end of the authorization is moved after it was signed?"),
        (Experiment.EmptyAccount, "No money", "What if everything is right, but the account has nothing?"),
    ];

    /// <summary>What the members of the typed data are for (EIP-3009).</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Fields { get; } =
    [
        ("from", "who pays; the signature must be this account's"),
        ("to", "who is paid; must be the offer's payTo"),
        ("value", "how much, in atomic units of the token; must be the offer's amount"),
        ("validAfter", "the token takes it only after this time, in seconds since 1970"),
        ("validBefore", "and only before this time: what never settled can never be taken later"),
        ("nonce", "32 random bytes; the token takes each only once, so nobody pays twice"),
    ];

    /// <summary>What the typed data's domain is for.</summary>
    public const string Domain = "name, version, chainId and verifyingContract bind the signature to this token on this chain: no other contract accepts it.";
}
