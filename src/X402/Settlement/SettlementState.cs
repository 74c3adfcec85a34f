namespace X402.Settlement;

/// <summary>Where a settlement is at the facilitator. The allowed steps are those of <see cref="SettlementStateMachine"/>.</summary>
public enum SettlementState
{
    /// <summary>Stored; nothing was signed for it yet.</summary>
    Accepted = 0,

    /// <summary>A raw transaction that contains it is journalled; it may not have been sent.</summary>
    Signed = 1,

    /// <summary>The transaction was handed to a node.</summary>
    Broadcast = 2,

    /// <summary>The chain shows the transfer, not yet deep enough to be final.</summary>
    Confirmed = 3,

    /// <summary>The chain shows that it failed, not yet deep enough to be final.</summary>
    Reverted = 4,

    /// <summary>The chain could not be asked, or does not know the transaction.</summary>
    Unknown = 5,

    /// <summary>Settled, and deep enough that it stays so.</summary>
    Settled = 6,

    /// <summary>Did not happen and cannot happen any more.</summary>
    Failed = 7,

    /// <summary>Given up before anything was signed for it: it can be accepted again.</summary>
    Withdrawn = 8,
}
