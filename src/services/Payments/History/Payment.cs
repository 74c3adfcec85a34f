namespace X402.Services.Payments.History;

/// <summary>One payment, as its spans tell it.</summary>
public sealed record Payment
{
    /// <summary>The trace that tells its story.</summary>
    public required string TraceId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>From the first step's beginning to the last one's end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What has become of it.</summary>
    public required PaymentOutcome Outcome { get; init; }

    /// <summary>Why it was refused or failed: a reason code.</summary>
    public string? Reason { get; init; }

    /// <summary>The paid endpoint's route.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Who pays.</summary>
    public string? Payer { get; init; }

    /// <summary>Who is paid.</summary>
    public string? PayTo { get; init; }

    /// <summary>The chain, as CAIP-2.</summary>
    public string? Network { get; init; }

    /// <summary>The scheme.</summary>
    public string? Scheme { get; init; }

    /// <summary>The token's contract.</summary>
    public string? Asset { get; init; }

    /// <summary>Atomic units, as text.</summary>
    public string? Amount { get; init; }

    /// <summary>The state in the ledger, where that decided the outcome because services told nothing or less; else null.</summary>
    public string? LedgerState { get; init; }

    /// <summary>The protocol's version.</summary>
    public string? Version { get; init; }

    /// <summary>The canonical payment id.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The transaction that settled it.</summary>
    public string? Transaction { get; init; }

    /// <summary>The transaction's block.</summary>
    public long? Block { get; init; }

    /// <summary>Gas that fell to this payment.</summary>
    public long? Gas { get; init; }

    /// <summary>How many payments shared the transaction.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Who sent the transaction.</summary>
    public string? Relayer { get; init; }

    /// <summary>How long the server waited for the verdict (step 5).</summary>
    public TimeSpan? Verify { get; init; }

    /// <summary>How long the server waited for the settlement (step 8).</summary>
    public TimeSpan? Settle { get; init; }
}
