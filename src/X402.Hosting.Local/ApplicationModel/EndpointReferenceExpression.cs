using System.Globalization;
using X402.Hosting.Local.Resources;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of an endpoint's address, which becomes known when the application starts.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">The part.</param>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue, IValueWithReferences
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <summary>The part's name in braces.</summary>
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property.ToString().ToLowerInvariant()}}}";

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    /// <summary>Returns the value, waiting until it is known.</summary>
    /// <exception cref="InvalidOperationException">A target port was asked for outside of the start of a process.</exception>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (Property is EndpointProperty.TargetPort)
            return ReplicaScope.TargetPort(Endpoint).ToString(CultureInfo.InvariantCulture);

        var address = await Endpoint.Annotation.Allocation.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Property switch
        {
            EndpointProperty.Url => address.Url,
            EndpointProperty.Host => address.Host,
            EndpointProperty.IPV4Host => "127.0.0.1",
            EndpointProperty.Port => address.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.Scheme => address.Scheme,
            EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}"),
            _ => throw new InvalidOperationException($"An endpoint has no property {Property}."),
        };
    }
}
