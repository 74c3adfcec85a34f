using X402.Protocol;
using X402.Reasons;

namespace X402.Settlement;

/// <summary>What a settlement's caller is told about it.</summary>
public static class SettlementAnswers
{
    /// <summary>The answer of <c>/settle</c>: definite where the chain's evidence is, otherwise <c>settlement_pending</c>.</summary>
    public static SettleResponse ToResponse(this SettlementRecord settlement)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        var success = settlement.State is SettlementState.Confirmed or SettlementState.Settled;
        var reason = success ? null
            : SettlementStateMachine.IsDecided(settlement.State) ? settlement.Reason ?? PaymentReasons.UnexpectedSettleError.Code
            : PaymentReasons.SettlementPending.Code;
        return new SettleResponse
        {
            Success = success,
            ErrorReason = reason,
            ErrorMessage = PaymentReasons.Explain(reason),
            Payer = settlement.Payer,
            Transaction = settlement.Transaction ?? "",
            Network = settlement.Id.Network,
        };
    }

    /// <summary>The answer of <c>GET /settlements/{id}</c>.</summary>
    public static SettlementStatus ToStatus(this SettlementRecord settlement) =>
        new(settlement.Id, settlement.State, settlement.ToResponse(), settlement.BlockNumber, settlement.GasUsed, settlement.UpdatedAt) { History = settlement.History };
}
