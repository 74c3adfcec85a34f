namespace X402.Settlement;

/// <summary>One step of a settlement with its evidence.</summary>
/// <param name="State">The state that was entered.</param>
/// <param name="At">When, by the clock of the process that reported it.</param>
/// <param name="Reason">Why, as a reason code, where there is one.</param>
/// <param name="Transaction">The transaction that proves it, where there is one.</param>
public sealed record SettlementTransition(SettlementState State, DateTimeOffset At, string? Reason = null, string? Transaction = null);
