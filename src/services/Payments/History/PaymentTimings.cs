namespace X402.Services.Payments.History;

/// <summary>How long payments took.</summary>
/// <param name="Verify">Step 5.</param>
/// <param name="Settle">Step 8.</param>
/// <param name="Total">From the first request to the delivery, of those that were paid.</param>
public sealed record PaymentTimings(Percentiles? Verify, Percentiles? Settle, Percentiles? Total);
