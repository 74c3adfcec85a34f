using X402.Reasons;

namespace X402.Facilitator;

/// <summary>Whether a caller may go on.</summary>
/// <param name="Status">The HTTP status of the refusal; 200 when there is none.</param>
/// <param name="Reason">Why not.</param>
/// <param name="RetryAfter">When to come back, where that helps.</param>
internal readonly record struct AccessDecision(int Status, PaymentReason Reason, TimeSpan? RetryAfter = null)
{
    public static AccessDecision Granted { get; } = new(200, default);

    public bool IsGranted => Status == 200;
}
