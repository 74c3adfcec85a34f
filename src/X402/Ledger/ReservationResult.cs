namespace X402.Ledger;

/// <summary>The answer to a reservation.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Record">The payment as it is stored now.</param>
public sealed record ReservationResult(ReservationOutcome Outcome, PaymentRecord Record);
