using X402.Reasons;

namespace X402.Evm.Settlement;

/// <summary>A batch that was looked at before it is signed.</summary>
/// <param name="Calls">What goes into one transaction now.</param>
/// <param name="Alone">What has to wait for a transaction of its own.</param>
/// <param name="Refused">Why the only settlement cannot succeed now.</param>
internal readonly record struct PreparedBatch(List<PreparedCall> Calls, List<SettlementItem> Alone, PaymentReason? Refused);
