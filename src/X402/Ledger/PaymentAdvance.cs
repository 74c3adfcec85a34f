using X402.Payments;
using X402.Protocol;

namespace X402.Ledger;

/// <summary>A step the owner of a payment reports.</summary>
public sealed record PaymentAdvance
{
    /// <summary>The state to enter.</summary>
    public required PaymentState To { get; init; }

    /// <summary>
    /// The states that were passed on the way, oldest first, each with its own time: where nothing had to be on record before the next one. They are noted
    /// in the same atomic operation.
    /// </summary>
    public IReadOnlyList<PaymentTransition> Passed { get; init; } = [];

    /// <summary>Why, as a reason code.</summary>
    public string? Reason { get; init; }

    /// <summary>The transaction, where one is known.</summary>
    public string? Transaction { get; init; }

    /// <summary>The receipt, when entering <see cref="PaymentState.Settled"/>.</summary>
    public SettleResponse? Receipt { get; init; }

    /// <summary>The result of the work, when entering <see cref="PaymentState.Fulfilled"/>, or <see cref="PaymentState.Settled"/> in the upfront flow.</summary>
    public StoredResponse? Response { get; init; }
}
