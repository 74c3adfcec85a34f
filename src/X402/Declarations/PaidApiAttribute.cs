using System.Text.Json.Serialization;

namespace X402;

/// <summary>
/// Declares a paid HTTP API once, for server, client and documentation: an interface whose methods carry <see cref="PaidGetAttribute"/> and
/// its like. A server continues it with <see cref="PaidApiEndpointsAttribute"/>, a client with <see cref="PaidApiClientAttribute"/>.
/// </summary>
/// <example>
/// <code>
/// [PaidApi(typeof(WeatherJson))]
/// public interface IWeatherApi
/// {
///     /// &lt;summary&gt;The weather in one city.&lt;/summary&gt;
///     [PaidGet("/weather/{city}", "$0.01")]
///     Task&lt;WeatherReport?&gt; GetWeatherAsync(string city, int? days, CancellationToken cancellationToken);
/// }
/// </code>
/// </example>
/// <remarks>
/// Parameters that the route names come from the path, those with <see cref="HeaderAttribute"/> from a header, other simple ones from the query
/// string and one of any other type from the body. A nullable parameter is optional. A method returns a task of its answer, where
/// <see langword="null"/> is a 404 answer, or of an <see cref="Answer{T}"/>; an answer of 400 or more costs nothing. What is paid upfront or free may also
/// stream: an <see cref="IAsyncEnumerable{T}"/>, or a task of a <see cref="Stream"/>.
/// </remarks>
/// <param name="json">The <see cref="JsonSerializerContext"/> that knows the types of all bodies and answers, so that nothing is reflected.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class PaidApiAttribute(Type json) : Attribute
{
    /// <summary>The JSON context.</summary>
    public Type Json => json;
}
