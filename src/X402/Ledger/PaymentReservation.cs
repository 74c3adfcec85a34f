using X402.Payments;
using X402.Protocol;

namespace X402.Ledger;

/// <summary>A request's wish to work for a payment.</summary>
public sealed record PaymentReservation
{
    /// <summary>The payment.</summary>
    public required PaymentId Id { get; init; }

    /// <summary>A fixed-length digest of what is bought (method, resource, body): the same payment never buys two different things.</summary>
    public required string RequestFingerprint { get; init; }

    /// <summary>The server's own requirements that the payment was matched with.</summary>
    public required PaymentRequirements Requirements { get; init; }

    /// <summary>The payment itself, so that settlement can be resumed after a crash.</summary>
    public required PaymentPayload Payload { get; init; }

    /// <summary>The name of the paid endpoint, for operators and accounting.</summary>
    public required string Endpoint { get; init; }

    /// <summary>When the authorization expires on chain.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>Which process asks, for operators.</summary>
    public required string Owner { get; init; }

    /// <summary>How long the owner may stay silent before another request takes over, where nothing was sent to the chain yet.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>
    /// The buyer's own name for the purchase, as a fixed-length digest that includes payer and recipient; <see langword="null"/> without one.
    /// Of all payments with one key at most one is worked on, settled or open at any time.
    /// </summary>
    public string? IdentifierKey { get; init; }

    /// <summary>The W3C trace id of the request.</summary>
    public string? TraceId { get; init; }
}
