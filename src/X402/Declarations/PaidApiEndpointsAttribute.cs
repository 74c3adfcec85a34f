namespace X402;

/// <summary>
/// A static partial class that gets the method to map a declared API: <c>app.MapWeatherApi()</c> for an interface <c>IWeatherApi</c>. Each
/// request asks its services for the interface.
/// </summary>
/// <param name="api">The interface with <see cref="PaidApiAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PaidApiEndpointsAttribute(Type api) : Attribute
{
    /// <summary>The interface.</summary>
    public Type Api => api;
}
