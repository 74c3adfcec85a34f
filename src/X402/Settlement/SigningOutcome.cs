namespace X402.Settlement;

/// <summary>What became of the wish to journal a signed transaction.</summary>
public enum SigningOutcome
{
    /// <summary>It is stored; it may be sent.</summary>
    Stored,

    /// <summary>A later holder of the relayer's lease is at work; the caller must stop using the relayer.</summary>
    LeaseLost,

    /// <summary>The nonce has a transaction already.</summary>
    NonceTaken,

    /// <summary>Some of the settlements are not <see cref="SettlementState.Accepted"/> any more, or in another version; nothing was stored.</summary>
    SettlementsTaken,
}
