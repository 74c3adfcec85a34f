namespace X402.AspNetCore;

/// <summary>One of several sellers on this server. What is left out comes from the server's options.</summary>
/// <remarks>
/// The documents of its offers are made once and kept as long as an equal tenant is found: return the same instance, or at least the same
/// <see cref="Prices"/>, until something changes.
/// </remarks>
/// <param name="Id">Its stable name.</param>
public sealed record PaymentTenant(string Id)
{
    /// <summary>The recipient of its payments, unless an endpoint names one itself.</summary>
    public string? PayTo { get; init; }

    /// <summary>The CAIP-2 network to be paid on, unless an endpoint names one itself.</summary>
    public string? Network { get; init; }

    /// <summary>
    /// Its prices by endpoint, for example <c>GET /weather/{city}</c> for <c>$0.02</c> or <c>0.02 EURC</c>, which names the asset too. They take the place of
    /// fixed prices; one that is computed per request may look at the tenant itself, with <c>HttpContext.GetPaymentTenant()</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Prices { get; init; }
}
