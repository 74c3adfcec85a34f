namespace X402.Services.Payments.History;

/// <summary>How long one payment took, in microseconds.</summary>
/// <param name="Part">In which part of the time it began.</param>
/// <param name="Verify">Step 5; null: it did not come to it.</param>
/// <param name="Settle">Step 8; null: it did not come to it.</param>
/// <param name="Total">From the first request to the delivery; null: it was not paid.</param>
public readonly record struct PaymentTiming(int Part, long? Verify, long? Settle, long? Total);
