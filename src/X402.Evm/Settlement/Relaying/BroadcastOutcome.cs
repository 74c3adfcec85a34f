namespace X402.Evm.Settlement;

/// <summary>What became of the attempt to hand a transaction to a node.</summary>
internal enum BroadcastOutcome
{
    /// <summary>A node has it, or had it already.</summary>
    Sent,

    /// <summary>A node refused it for now; it is sent again.</summary>
    Refused,

    /// <summary>No node answered; it may have arrived.</summary>
    Unknown,
}
