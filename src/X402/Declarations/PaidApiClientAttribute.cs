namespace X402;

/// <summary>
/// A partial class that becomes the typed client of a declared API. Register it on a paying HTTP client:
/// <c>services.AddHttpClient("shop").AddX402Payments().AddWeatherClient()</c> for a class <c>WeatherClient</c>.
/// </summary>
/// <param name="api">The interface with <see cref="PaidApiAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PaidApiClientAttribute(Type api) : Attribute
{
    /// <summary>The interface.</summary>
    public Type Api => api;

    /// <summary>
    /// The most that a fixed price of the API may be, for example <c>$0.05</c>: a dearer endpoint does not compile here. What may be spent when it runs is said by the
    /// client's <c>PaymentOptions</c>.
    /// </summary>
    public string? MaxPrice { get; set; }
}
