using System.Diagnostics.CodeAnalysis;
using X402.Reasons;

namespace X402.Client;

/// <summary>What a policy says about a proposal.</summary>
public readonly record struct SpendVerdict
{
    private SpendVerdict(PaymentReason reason, string explanation) => (Reason, Explanation) = (reason, explanation);

    /// <summary>No objection.</summary>
    public static SpendVerdict Allow => default;

    /// <summary>Whether there is no objection.</summary>
    [MemberNotNullWhen(false, nameof(Explanation))]
    public bool IsAllowed => Explanation is null;

    /// <summary>The machine-readable objection.</summary>
    public PaymentReason Reason { get; }

    /// <summary>The objection as a sentence.</summary>
    public string? Explanation { get; }

    /// <summary>An objection.</summary>
    /// <param name="reason">The code programs act on.</param>
    /// <param name="explanation">What the person has to know or change.</param>
    public static SpendVerdict Deny(PaymentReason reason, string explanation)
    {
        ArgumentException.ThrowIfNullOrEmpty(explanation);
        return new(reason, explanation);
    }
}
