using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Settlement;

/// <summary>What a settlement came to.</summary>
/// <param name="State"><see cref="PaymentState.Failed"/>, <see cref="PaymentState.Unknown"/>, or one in which the money has moved.</param>
/// <param name="Receipt">What the buyer is told.</param>
/// <param name="Reason">Why it is not settled.</param>
/// <param name="Record">The payment as it is on record with this result; <see langword="null"/> where it could not be noted. <see cref="PaymentState.Serving"/> is always noted.</param>
internal sealed record SettlementResult(PaymentState State, SettleResponse Receipt, PaymentReason Reason = default, PaymentRecord? Record = null);
