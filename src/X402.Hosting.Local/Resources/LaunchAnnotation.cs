using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Resources;

/// <summary>How a resource becomes a process; the resource's own arguments are added behind.</summary>
internal sealed class LaunchAnnotation(Func<LaunchContext, Task<ProcessCommand>> launch) : IResourceAnnotation
{
    public Task<ProcessCommand> LaunchAsync(LaunchContext context) => launch(context);
}
