using Aspire.Hosting.ApplicationModel;
using X402.Hosting.Local.Commands;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts the resource only when another one is healthy, and the handlers of its ready event have finished.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WithAnnotation(new WaitAnnotation(Other(builder, dependency), ExitCode: null));

    /// <summary>Starts the resource only when another one has ended with an exit code; fails if it ends with another.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => builder.WithAnnotation(new WaitAnnotation(Other(builder, dependency), exitCode));

    /// <summary>Starts the resource only when somebody says so.</summary>
    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder) where T : IResource =>
        builder.WithAnnotation(new ExplicitStartupAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Has no effect here: nothing is published.</summary>
    public static IResourceBuilder<T> ExcludeFromManifest<T>(this IResourceBuilder<T> builder) where T : IResource => builder;

    /// <summary>Shows the resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> parent)
        where T : IResource => builder.WithAnnotation(new ResourceParentAnnotation(Other(builder, parent)), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Shows the resource with an icon of Fluent UI.</summary>
    public static IResourceBuilder<T> WithIconName<T>(this IResourceBuilder<T> builder, string iconName, IconVariant iconVariant = IconVariant.Filled)
        where T : IResource => builder.WithAnnotation(new ResourceIconAnnotation(iconName, iconVariant), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Adds a command.</summary>
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder, string name, string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? commandOptions = null)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(command => command.Name == name) is { } former)
            builder.Resource.Annotations.Remove(former);
        return builder.WithAnnotation(new ResourceCommandAnnotation(name, displayName, executeCommand, commandOptions ?? new CommandOptions()));
    }

    /// <summary>Adds a command that is an HTTP request to the resource; it can be given while the resource is healthy.</summary>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder, string path, string displayName,
        string? endpointName = null, string? commandName = null, HttpCommandOptions? commandOptions = null)
        where TResource : IResourceWithEndpoints
    {
        var command = new HttpCommand(builder.HttpEndpoint(endpointName), path, commandOptions ?? new HttpCommandOptions());
        return builder.WithCommand(commandName ?? command.DefaultName, displayName, command.ExecuteAsync, command.Options);
    }

    private static IResource Other<T>(IResourceBuilder<T> builder, IResourceBuilder<IResource> other) where T : IResource =>
        (IResource)builder.Resource != other.Resource
            ? other.Resource
            : throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' refers to itself.");
}
