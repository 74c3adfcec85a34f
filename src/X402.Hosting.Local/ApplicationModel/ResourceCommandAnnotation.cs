namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command that can be given to a resource.</summary>
internal sealed record ResourceCommandAnnotation(
    string Name,
    string DisplayName,
    Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand,
    CommandOptions Options) : IResourceAnnotation
{
    public ResourceCommandState StateFor(CustomResourceSnapshot snapshot, IServiceProvider services) =>
        Options.UpdateState?.Invoke(new UpdateCommandStateContext { ResourceSnapshot = snapshot, Services = services }) ?? ResourceCommandState.Enabled;
}
