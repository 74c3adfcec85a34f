using Aspire.Hosting.ApplicationModel;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Commands;

/// <summary>The commands that every process has, behind its own.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(IResource resource, Orchestrator orchestrator)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Play", whenRunning: false, async context =>
        {
            var runner = orchestrator.Runner(context.ResourceName);
            await runner.StartAsync(context.CancellationToken).ConfigureAwait(false);
            return Outcome(runner);
        });
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop", whenRunning: true, async context =>
        {
            await orchestrator.Runner(context.ResourceName).StopAsync(context.CancellationToken).ConfigureAwait(false);
            return CommandResults.Success();
        });
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", whenRunning: true, async context =>
        {
            var runner = orchestrator.Runner(context.ResourceName);
            await runner.StopAsync(context.CancellationToken).ConfigureAwait(false);
            await runner.StartAsync(context.CancellationToken).ConfigureAwait(false);
            return Outcome(runner);
        });
    }

    private static ExecuteCommandResult Outcome(ReplicaRunner runner) =>
        runner.IsRunning || runner.HasEnded ? CommandResults.Success() : CommandResults.Failure(runner.Problem ?? "It was not started.");

    private static void Add(
        IResource resource, string name, string displayName, string icon, bool whenRunning,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> execute) =>
        resource.Annotations.Add(new ResourceCommandAnnotation(name, displayName, execute, new CommandOptions
        {
            IconName = icon,
            UpdateState = context => IsActive(context.ResourceSnapshot) == whenRunning ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
        }));

    private static bool IsActive(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is "Starting" or "Waiting" or "Running" or "Stopping";
}
