using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Resources;

/// <summary>Waits for everything that a resource waits for.</summary>
internal sealed class DependencyWaiter(ResourceNotificationService notifications, ReplicaRegistry registry, EngineOptions options)
{
    /// <exception cref="DistributedApplicationException">Something that it waits for has failed; the first that does ends the wait.</exception>
    public async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = resource.Annotations.OfType<WaitAnnotation>().Distinct()
            .SelectMany(wait => registry.Of(wait.Resource).Select(replica => wait.ExitCode is { } exitCode
                ? CompletedAsync(resource, replica, exitCode, first.Token)
                : HealthyAsync(resource, replica, first.Token)))
            .ToList();

        try
        {
            await foreach (var ended in Task.WhenEach(waits).ConfigureAwait(false))
                await ended.ConfigureAwait(false);
        }
        finally
        {
            await first.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task HealthyAsync(IResource resource, Replica dependency, CancellationToken cancellationToken)
    {
        var stop = options.DefaultWaitBehavior is WaitBehavior.StopOnResourceUnavailable;
        var state = await notifications.WaitForReplicaAsync(
            dependency.Id,
            snapshot => snapshot is { IsHealthy: true, Ready: not null } || (stop && KnownResourceStates.IsTerminal(snapshot.State?.Text)),
            cancellationToken).ConfigureAwait(false);

        if (!state.Snapshot.IsHealthy)
            throw StoppedWaiting(resource, dependency, state.Snapshot, "");

        await state.Snapshot.Ready!.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CompletedAsync(IResource resource, Replica dependency, int exitCode, CancellationToken cancellationToken)
    {
        var stop = options.DefaultWaitBehavior is WaitBehavior.StopOnResourceUnavailable;
        var state = await notifications.WaitForReplicaAsync(
            dependency.Id,
            snapshot => snapshot.ExitCode is not null || (stop && KnownResourceStates.IsTerminal(snapshot.State?.Text)),
            cancellationToken).ConfigureAwait(false);

        if (state.Snapshot.ExitCode != exitCode)
            throw StoppedWaiting(resource, dependency, state.Snapshot, state.Snapshot.ExitCode is { } code ? $" with exit code '{code}', expected '{exitCode}'" : "");
    }

    private static DistributedApplicationException StoppedWaiting(IResource resource, Replica dependency, CustomResourceSnapshot snapshot, string detail) => new(
        $"Resource '{resource.Name}' stopped waiting for dependency resource '{dependency.Resource.Name}' because it entered the '{snapshot.State?.Text}' state{detail}.");
}
