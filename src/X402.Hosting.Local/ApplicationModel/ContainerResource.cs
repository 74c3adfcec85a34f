namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is a container under Aspire; here, a process that does the same.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="entrypoint">Not used here.</param>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Not used here.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
