namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project of this solution.</summary>
/// <param name="name">Name of the resource.</param>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;
