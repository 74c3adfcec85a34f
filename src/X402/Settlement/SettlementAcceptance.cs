namespace X402.Settlement;

/// <summary>The answer to <see cref="ISettlementJournal.AcceptAsync"/>.</summary>
/// <param name="IsNew">Whether the caller's record is now the stored one, so that the caller sees to its settlement; otherwise it joins.</param>
/// <param name="Record">The settlement as it is stored now.</param>
public sealed record SettlementAcceptance(bool IsNew, SettlementRecord Record);
