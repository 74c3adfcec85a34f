using X402.Protocol;
using X402.Schemes;

namespace X402.Purchases;

/// <summary>A signed payment and what became of it, as <see cref="IPurchaseJournal"/> keeps it. Immutable.</summary>
public sealed record PurchaseRecord
{
    /// <summary>The purchase: 32 lower-case hexadecimal digits, chosen by the client.</summary>
    public required string Id { get; init; }

    /// <summary>What is bought, so that a retry finds its payment: 64 lower-case hexadecimal digits.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// Whether the caller named the purchase, so that the key buys once and for all. Otherwise the key is derived from the request,
    /// and the next equal request after a finished purchase is a new purchase.
    /// </summary>
    public bool IsUnique { get; init; }

    /// <summary>
    /// The former <see cref="Key"/> of a purchase that a server refused for good: no request has its present one, so that nobody sends the payment again.
    /// <see langword="null"/> for all others.
    /// </summary>
    public string? RefusedKey { get; init; }

    /// <summary>A hash of the request the payment was signed for: 64 lower-case hexadecimal digits.</summary>
    public required string RequestFingerprint { get; init; }

    /// <summary>For people: method, origin and path; never the query, which may hold personal data.</summary>
    public required string Target { get; init; }

    /// <summary>The requirements that were signed for.</summary>
    public required PaymentRequirements Requirements { get; init; }

    /// <summary>The payment: a bearer instrument until it expires, so a store must keep it private.</summary>
    public required PaymentPayload Payment { get; init; }

    /// <summary>The payment's identity on chain, its amount and expiry.</summary>
    public required PaymentIdentity Identity { get; init; }

    /// <summary>Where it is.</summary>
    public PurchaseState State { get; init; }

    /// <summary>The reason code of the last failure.</summary>
    public string? Reason { get; init; }

    /// <summary>The transaction, once one is known.</summary>
    public string? Transaction { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
