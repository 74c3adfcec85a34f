namespace X402.Evm.Settlement;

/// <summary>What the chain says about a payment's authorization.</summary>
internal enum EvidenceKind
{
    /// <summary>It was not used.</summary>
    Unused,

    /// <summary>It was used for exactly this payment, by whomever (SG-15).</summary>
    Paid,

    /// <summary>It was used, and not for this payment, or it was cancelled.</summary>
    UsedOtherwise,

    /// <summary>It was used or cancelled, but too long ago to see how; or the token's answers are none. Nothing may be concluded.</summary>
    Unclear,

    /// <summary>The node's answers cannot all be true, or lag behind others, or too few nodes give the same ones. Nothing may be concluded until they agree.</summary>
    Contradictory,
}
