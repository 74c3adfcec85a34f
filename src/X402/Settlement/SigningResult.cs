namespace X402.Settlement;

/// <summary>The answer to <see cref="ISettlementJournal.SignAsync"/>.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Settlements">The settlements as they are stored now, in the order of the transaction; empty unless <see cref="SigningOutcome.Stored"/> or <see cref="SigningOutcome.SettlementsTaken"/>.</param>
public sealed record SigningResult(SigningOutcome Outcome, IReadOnlyList<SettlementRecord> Settlements);
