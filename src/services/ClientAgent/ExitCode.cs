namespace X402.ClientAgent;

/// <summary>How the agent ends, for scripts and orchestrators. 1 is left to wrong usage and crashes.</summary>
internal enum ExitCode
{
    /// <summary>Bought what was asked for; or, in a loop, the budget is used up or somebody stopped it.</summary>
    Done = 0,

    /// <summary>A setting is missing or wrong.</summary>
    Misconfigured = 2,

    /// <summary>The agent's own limits stood against the purchase, or the offer could not be read; nothing was paid.</summary>
    NotPaid = 3,

    /// <summary>The server did not accept the payment.</summary>
    Refused = 4,

    /// <summary>Paid, and the outcome is not known. Run it again with the same journal: it sends the same payment.</summary>
    Unknown = 5,

    /// <summary>The money has moved and the server does not deliver.</summary>
    NotDelivered = 6,

    /// <summary>The server cannot be reached or answers with errors of its own.</summary>
    ServerFailed = 7,
}
