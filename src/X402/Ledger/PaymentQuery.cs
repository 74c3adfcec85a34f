using X402.Payments;

namespace X402.Ledger;

/// <summary>An operator's question to the ledger; newest first.</summary>
public sealed record PaymentQuery
{
    /// <summary>Only these states; empty means all.</summary>
    public IReadOnlyList<PaymentState> States { get; init; } = [];

    /// <summary>Only payments last touched before this time, for the reconciler.</summary>
    public DateTimeOffset? UpdatedBefore { get; init; }

    /// <summary>At most this many, 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;
}
