namespace Aspire.Hosting.ApplicationModel;

/// <summary>A link that is shown with a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Where it leads; a path alone is completed with the endpoint's address.</summary>
    public required string Url { get; set; }

    /// <summary>What is shown instead of the address.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint whose address it is, if it is one.</summary>
    public EndpointReference? Endpoint { get; init; }
}
