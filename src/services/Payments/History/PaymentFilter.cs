namespace X402.Services.Payments.History;

/// <summary>Which payments somebody wants to see.</summary>
public sealed record PaymentFilter
{
    /// <summary>Only these outcomes; none: all but offers nobody took.</summary>
    public PaymentOutcome? Outcome { get; init; }

    /// <summary>Only this endpoint.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only those with this text in transaction, payer, recipient, reason, endpoint, payment id or trace.</summary>
    public string? Search { get; init; }

    /// <summary>Only those that began at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }
}
