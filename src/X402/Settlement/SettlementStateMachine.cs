namespace X402.Settlement;

/// <summary>
/// The one table of the settlement's states.
/// <code>
///  (new) -> Accepted -> Signed -> Broadcast -> Confirmed -> Settled      the transfer is on chain, then final
///            ^  |          |          |   ^       |  ^
///            |  |          +----------+---|-------|--+---> Reverted -> Failed
///            |  |                     v   |       v                      ^
///            |  +-> Withdrawn      Unknown: asked again, never assumed --+  expired unused, at the finality depth
/// </code>
/// A reorganisation leads from <c>Confirmed</c> and <c>Reverted</c> back to <c>Unknown</c>. Back to <c>Accepted</c> leads only the proof that
/// no transaction that was signed for the settlement can land any more: its relayer's nonce was used by another one, at the finality depth.
/// </summary>
public static class SettlementStateMachine
{
    /// <summary>Whether a settlement may go from one state to the other.</summary>
    public static bool CanAdvance(SettlementState from, SettlementState to) => (from, to) switch
    {
        (SettlementState.Accepted, SettlementState.Signed or SettlementState.Withdrawn or SettlementState.Confirmed or SettlementState.Failed) => true,
        (SettlementState.Withdrawn, SettlementState.Accepted) => true,
        (SettlementState.Signed, SettlementState.Broadcast or SettlementState.Confirmed or SettlementState.Reverted or SettlementState.Unknown or SettlementState.Accepted) => true,
        (SettlementState.Broadcast, SettlementState.Confirmed or SettlementState.Reverted or SettlementState.Unknown or SettlementState.Accepted) => true,
        (SettlementState.Unknown, SettlementState.Broadcast or SettlementState.Confirmed or SettlementState.Reverted or SettlementState.Failed or SettlementState.Accepted) => true,
        (SettlementState.Confirmed, SettlementState.Settled or SettlementState.Unknown or SettlementState.Reverted) => true,
        (SettlementState.Reverted, SettlementState.Failed or SettlementState.Unknown or SettlementState.Confirmed) => true,
        _ => false,
    };

    /// <summary>Whether nothing will change any more.</summary>
    public static bool IsFinal(SettlementState state) => state is SettlementState.Settled or SettlementState.Failed or SettlementState.Withdrawn;

    /// <summary>Whether a caller of settle can be answered with something definite.</summary>
    public static bool IsDecided(SettlementState state) => IsFinal(state) || state is SettlementState.Confirmed or SettlementState.Reverted;
}
