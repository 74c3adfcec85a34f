namespace X402.Settlement;

/// <summary>The names of settlement states on the wire.</summary>
public static class SettlementStateNames
{
    /// <summary>The name of a state, lower case.</summary>
    public static string NameOf(SettlementState state) => state switch
    {
        SettlementState.Accepted => "accepted",
        SettlementState.Signed => "signed",
        SettlementState.Broadcast => "broadcast",
        SettlementState.Confirmed => "confirmed",
        SettlementState.Reverted => "reverted",
        SettlementState.Settled => "settled",
        SettlementState.Failed => "failed",
        SettlementState.Withdrawn => "withdrawn",
        _ => "unknown",
    };
}
