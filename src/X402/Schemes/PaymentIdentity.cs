using X402.Money;
using X402.Payments;

namespace X402.Schemes;

/// <summary>What a payload claims to be, before anybody has verified it.</summary>
/// <param name="Id">The payment.</param>
/// <param name="Amount">The most it can move, in atomic units.</param>
/// <param name="ValidBefore">When it expires on chain; clamped to the representable range.</param>
public sealed record PaymentIdentity(PaymentId Id, UInt256 Amount, DateTimeOffset ValidBefore);
