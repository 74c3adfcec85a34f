using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>Why a payment is not taken.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Detail">For the sender; repeats nothing of what was sent.</param>
internal readonly record struct PaymentRefusal(PaymentReason Reason, string? Detail = null);
