namespace X402.Protocol;

/// <summary>When the money of a payment moves: the values of <c>extra.paymentFlow</c> in <see cref="PaymentRequirements"/> (digest section 1).</summary>
public static class PaymentFlow
{
    /// <summary>The member of <c>extra</c>.</summary>
    public const string Member = "paymentFlow";

    /// <summary>After the work and before its result is delivered; the default, and never written.</summary>
    public const string Authorization = "authorization";

    /// <summary>Before the work: the buyer trusts the seller to do it.</summary>
    public const string Upfront = "upfront";

    /// <summary>Held before the work, released after it. Needs a scheme that can hold.</summary>
    public const string Escrow = "escrow";

    /// <summary>The flow of requirements; a value nobody knows is returned as it is.</summary>
    public static string Of(PaymentRequirements requirements)
    {
        ArgumentNullException.ThrowIfNull(requirements);
        return requirements.GetExtra(Member) ?? Authorization;
    }
}
