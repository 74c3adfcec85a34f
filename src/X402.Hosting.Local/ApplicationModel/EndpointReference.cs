using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource, whose address becomes known when the application starts.</summary>
/// <param name="owner">The resource.</param>
/// <param name="endpointName">Name of the endpoint.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IExpressionValue, IValueWithReferences
{
    /// <summary>The resource.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>Name of the endpoint.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>Whether the resource has an endpoint of this name.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the address is known.</summary>
    public bool IsAllocated => Find()?.Allocation.IsCompletedSuccessfully is true;

    /// <summary>The public port.</summary>
    /// <exception cref="InvalidOperationException">The address is not known yet.</exception>
    public int Port => Allocated.Port;

    /// <summary>The host name.</summary>
    /// <exception cref="InvalidOperationException">The address is not known yet.</exception>
    public string Host => Allocated.Host;

    /// <summary>The scheme.</summary>
    public string Scheme => Annotation.UriScheme;

    /// <summary><c>scheme://host:port</c>.</summary>
    /// <exception cref="InvalidOperationException">The address is not known yet.</exception>
    public string Url => Allocated.Url;

    /// <summary>The endpoint's name in braces.</summary>
    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    IEnumerable<object> IValueWithReferences.References => [Resource];

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>Returns the URL, waiting until it is known.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        (await Annotation.Allocation.WaitAsync(cancellationToken).ConfigureAwait(false)).Url;

    internal EndpointAnnotation Annotation => Find()
        ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The resource '{Resource.Name}' has no endpoint named '{EndpointName}'."));

    private AllocatedEndpoint Allocated => IsAllocated
        ? Annotation.Allocation.Result
        : throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' has no address yet.");

    private EndpointAnnotation? Find()
    {
        foreach (var annotation in Resource.Annotations)
        {
            if (annotation is EndpointAnnotation endpoint && string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase))
                return endpoint;
        }

        return null;
    }
}
