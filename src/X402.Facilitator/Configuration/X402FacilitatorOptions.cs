namespace X402.Facilitator;

/// <summary>The facilitator's settings, section <c>Facilitator</c>.</summary>
public sealed class X402FacilitatorOptions
{
    /// <summary>
    /// Who may use the facilitator (SG-30). Empty: everybody, which is right for a facilitator that only its own servers can reach.
    /// </summary>
    public IList<MerchantOptions> Merchants { get; } = [];

    /// <summary>Requests per second and client address while there are no merchants; 0, the default, is no limit.</summary>
    public int RequestsPerSecond { get; set; }
}
