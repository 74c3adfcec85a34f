namespace X402.Reasons;

/// <summary>
/// Why a payment was refused or failed, as the stable code of the protocol (digest section 6).
/// What we emit is the closed set of <see cref="PaymentReasons"/>; what others send is an open set and is kept as it is.
/// </summary>
/// <param name="Code">The wire form, lower case with underscores.</param>
public readonly record struct PaymentReason(string Code)
{
    /// <summary>The wire form.</summary>
    public override string ToString() => Code ?? "";
}
