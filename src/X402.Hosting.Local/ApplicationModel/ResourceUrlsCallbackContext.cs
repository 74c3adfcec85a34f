namespace Aspire.Hosting.ApplicationModel;

/// <summary>The links of a resource, before they are shown.</summary>
public class ResourceUrlsCallbackContext
{
    internal ResourceUrlsCallbackContext(IResource resource, List<ResourceUrlAnnotation> urls, CancellationToken cancellationToken)
    {
        Resource = resource;
        Urls = urls;
        CancellationToken = cancellationToken;
    }

    /// <summary>The resource.</summary>
    public IResource Resource { get; }

    /// <summary>The links.</summary>
    public List<ResourceUrlAnnotation> Urls { get; }

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>An endpoint of the resource, or <see langword="null"/> if it has none of that name.</summary>
    public EndpointReference? GetEndpoint(string name)
    {
        var reference = Resource is IResourceWithEndpoints owner ? new EndpointReference(owner, name) : null;
        return reference?.Exists is true ? reference : null;
    }
}
