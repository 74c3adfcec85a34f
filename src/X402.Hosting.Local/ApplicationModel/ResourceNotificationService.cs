using System.Runtime.CompilerServices;
using System.Threading.Channels;
using X402.Hosting.Local;
using X402.Hosting.Local.Resources;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of the resources.</summary>
/// <remarks>Thread safety: all members may be called from any thread. Every watcher sees every change, in order.</remarks>
public class ResourceNotificationService
{
    private readonly ReplicaRegistry _registry;
    private readonly EngineOptions _options;
    private readonly Dictionary<string, ResourceEvent> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly Lock _lock = new();

    internal ResourceNotificationService(ReplicaRegistry registry, EngineOptions options)
    {
        _registry = registry;
        _options = options;
    }

    /// <summary>The states as they are, and then every change, until cancelled.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (var state in _states.Values)
                channel.Writer.TryWrite(state);
            _watchers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }

    /// <summary>Returns the state of one replica, by id, or by name if there is only one.</summary>
    public bool TryGetCurrentState(string resourceId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
            return _states.TryGetValue(_registry.Find(resourceId)?.Id ?? resourceId, out resourceEvent);
    }

    /// <summary>Waits until a replica of a resource is in one of some states, and returns which.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(resourceName, change => states.Contains(change.Snapshot.State?.Text ?? ""), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until a replica of a resource is in a state; without one, until it runs.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until something is true of a replica of a resource.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Is(change, resourceName) && predicate(change))
                return change;
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Waits until all replicas of a resource are healthy and the handlers of its ready event have finished.</summary>
    /// <exception cref="DistributedApplicationException">There is no such resource, or it has failed and nobody watches who could restart it.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _options.DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until all replicas of a resource are healthy and the handlers of its ready event have finished.</summary>
    /// <param name="resourceName">Name of the resource, or id of a replica.</param>
    /// <param name="waitBehavior">Whether to go on waiting when it has failed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DistributedApplicationException">There is no such resource, or it has failed.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var replicas = _registry.Matching(resourceName);
        if (replicas.Count == 0)
            throw new DistributedApplicationException($"There is no resource named '{resourceName}'.");

        ResourceEvent? last = null;
        foreach (var replica in replicas)
        {
            last = await WaitForReplicaAsync(
                replica.Id,
                snapshot => snapshot is { IsHealthy: true, Ready: not null }
                    || (waitBehavior is WaitBehavior.StopOnResourceUnavailable && KnownResourceStates.IsTerminal(snapshot.State?.Text)),
                cancellationToken).ConfigureAwait(false);
            if (!last.Snapshot.IsHealthy)
                throw new DistributedApplicationException($"Resource '{resourceName}' has entered the '{last.Snapshot.State?.Text}' state. {last.Snapshot.Problem}".TrimEnd());
            await last.Snapshot.Ready!.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return last!;
    }

    internal async Task<ResourceEvent> WaitForReplicaAsync(string replicaId, Func<CustomResourceSnapshot, bool> predicate, CancellationToken cancellationToken)
    {
        await foreach (var change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (change.ResourceId == replicaId && predicate(change.Snapshot))
                return change;
        }

        throw new OperationCanceledException(cancellationToken);
    }

    internal ResourceEvent Publish(IResource resource, string replicaId, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            var before = _states.TryGetValue(replicaId, out var state)
                ? state.Snapshot
                : new CustomResourceSnapshot { ResourceType = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal) };
            var after = change(before);
            if (state is not null && after == before)
                return state;

            var changed = new ResourceEvent(resource, replicaId, after);
            _states[replicaId] = changed;
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(changed);
            return changed;
        }
    }

    private static bool Is(ResourceEvent change, string idOrName) =>
        string.Equals(change.ResourceId, idOrName, StringComparison.OrdinalIgnoreCase)
        || string.Equals(change.Resource.Name, idOrName, StringComparison.OrdinalIgnoreCase);
}
