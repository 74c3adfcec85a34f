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
}
