using Aspire.Hosting.ApplicationModel;
using X402.Hosting.Local.Projects;

namespace Aspire.Hosting;

/// <summary>Adds projects of the solution.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project. Its first launch profile tells endpoints and environment.</summary>
    /// <typeparam name="TProject">A class of the namespace <c>Projects</c>, one per project that the AppHost references.</typeparam>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name)
        where TProject : IProjectMetadata, new()
    {
        var project = new TProject();
        var resource = builder.AddResource(new ProjectResource(name)).WithAnnotation(project);
        return resource.WithProjectDefaults(project, LaunchProfile.Of(project, builder.Configuration["DOTNET_LAUNCH_PROFILE"]));
    }

    /// <summary>How many processes run the project; they share its public ports.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }
}
