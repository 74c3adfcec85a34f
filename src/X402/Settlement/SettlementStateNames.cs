namespace X402.Settlement;

/// <summary>The names of settlement states on the wire.</summary>
public static class SettlementStateNames
{
    private static readonly SettlementState[] s_states = Enum.GetValues<SettlementState>();

    /// <summary>The state of a name.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? name, out SettlementState state)
    {
        foreach (var candidate in s_states)
        {
            if (NameOf(candidate) != name)
                continue;
            state = candidate;
            return true;
        }
        state = default;
        return false;
    }

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
