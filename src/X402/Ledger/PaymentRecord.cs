using X402.Payments;
using X402.Protocol;

namespace X402.Ledger;

/// <summary>Everything the ledger knows about one payment.</summary>
public sealed record PaymentRecord
{
    /// <summary>The payment.</summary>
    public required PaymentId Id { get; init; }

    /// <summary>Where it is.</summary>
    public required PaymentState State { get; init; }

    /// <summary>The fencing token of the present owner; grows with every grant, so that a lost owner can change nothing any more.</summary>
    public required long Fence { get; init; }

    /// <summary>The digest of what is bought.</summary>
    public required string RequestFingerprint { get; init; }

    /// <summary>The requirements the payment was matched with.</summary>
    public required PaymentRequirements Requirements { get; init; }

    /// <summary>The payment as it was sent.</summary>
    public required PaymentPayload Payload { get; init; }

    /// <summary>The paid endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>When the authorization expires on chain.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>The process that worked on it last.</summary>
    public required string Owner { get; init; }

    /// <summary>Until when the owner may stay silent.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>The last transaction known, or <see langword="null"/>.</summary>
    public string? Transaction { get; init; }

    /// <summary>Why it was released or failed, as a reason code.</summary>
    public string? Reason { get; init; }

    /// <summary>The facilitator's receipt once settled.</summary>
    public SettleResponse? Receipt { get; init; }

    /// <summary>The result of the work, kept for redelivery; <see langword="null"/> where it was too large or is past its retention.</summary>
    public StoredResponse? Response { get; init; }

    /// <summary>The key of the buyer's own name for the purchase; see <see cref="PaymentReservation.IdentifierKey"/>.</summary>
    public string? IdentifierKey { get; init; }

    /// <summary>The W3C trace id of the request that worked on it last.</summary>
    public string? TraceId { get; init; }

    /// <summary>All transitions, oldest first.</summary>
    public required IReadOnlyList<PaymentTransition> History { get; init; }

    /// <summary>The record of a payment that has just been reserved.</summary>
    /// <param name="reservation">The wish that was granted.</param>
    /// <param name="fence">The new owner's fencing token.</param>
    /// <param name="leaseUntil">Until when the new owner may stay silent.</param>
    /// <param name="history">All transitions, this one included.</param>
    public static PaymentRecord Of(PaymentReservation reservation, long fence, DateTimeOffset leaseUntil, IReadOnlyList<PaymentTransition> history)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        return new()
        {
            Id = reservation.Id,
            State = PaymentState.Reserved,
            Fence = fence,
            RequestFingerprint = reservation.RequestFingerprint,
            Requirements = reservation.Requirements,
            Payload = reservation.Payload,
            Endpoint = reservation.Endpoint,
            ValidBefore = reservation.ValidBefore,
            Owner = reservation.Owner,
            LeaseUntil = leaseUntil,
            TraceId = reservation.TraceId,
            IdentifierKey = reservation.IdentifierKey,
            History = history,
        };
    }

    /// <summary>The record as it is after a step of its owner.</summary>
    /// <param name="advance">The step.</param>
    /// <param name="at">When it is taken.</param>
    /// <returns>The record, or <see langword="null"/> when the state machine does not allow the step.</returns>
    public PaymentRecord? After(PaymentAdvance advance, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(advance);
        var state = State;
        var history = new PaymentTransition[History.Count + advance.Passed.Count + 1];
        for (var i = 0; i < History.Count; i++)
            history[i] = History[i];
        for (var i = 0; i < advance.Passed.Count; i++)
        {
            var passed = advance.Passed[i];
            if (!PaymentStateMachine.CanAdvance(state, passed.State))
                return null;
            history[History.Count + i] = passed;
            state = passed.State;
        }
        if (!PaymentStateMachine.CanAdvance(state, advance.To))
            return null;
        history[^1] = new(advance.To, at, advance.Reason, advance.Transaction);
        return this with
        {
            State = advance.To,
            Reason = advance.Reason,
            Transaction = advance.Transaction ?? Transaction,
            Receipt = advance.Receipt ?? Receipt,
            Response = advance.Response ?? Response,
            History = history,
        };
    }
}
