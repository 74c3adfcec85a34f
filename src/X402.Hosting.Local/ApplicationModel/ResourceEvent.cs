namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of a resource.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Which replica of it.</param>
/// <param name="snapshot">What is known about it now.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Which replica of it: the name with a suffix.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known about it now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
