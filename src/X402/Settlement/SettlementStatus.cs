using X402.Payments;
using X402.Protocol;

namespace X402.Settlement;

/// <summary>The answer of <c>GET /settlements/{id}</c>.</summary>
/// <param name="Id">The payment.</param>
/// <param name="State">Where its settlement is.</param>
/// <param name="Response">What <c>/settle</c> would answer now.</param>
/// <param name="BlockNumber">The block of the transfer, once there is one.</param>
/// <param name="GasUsed">Gas of the transaction that fell to this payment, once known.</param>
/// <param name="UpdatedAt">When that was last found.</param>
public sealed record SettlementStatus(
    PaymentId Id,
    SettlementState State,
    SettleResponse Response,
    ulong? BlockNumber,
    ulong? GasUsed,
    DateTimeOffset UpdatedAt)
{
    /// <summary>All transitions with their times, oldest first.</summary>
    public IReadOnlyList<SettlementTransition> History { get; init; } = [];
}
