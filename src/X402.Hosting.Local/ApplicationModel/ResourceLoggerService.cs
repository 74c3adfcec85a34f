using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using X402.Hosting.Local.Output;
using X402.Hosting.Local.Resources;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the resources have written, and writes for them.</summary>
/// <remarks>Thread safety: all members may be called from any thread. Of each replica the last 10,000 lines are kept.</remarks>
public class ResourceLoggerService
{
    private readonly ReplicaRegistry _registry;
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    internal ResourceLoggerService(ReplicaRegistry registry) => _registry = registry;

    /// <summary>Called with the id of the replica for every line.</summary>
    internal event Action<string, LogLine>? Written;

    /// <summary>A logger that writes into the logs of all replicas of a resource.</summary>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return GetLogger(resource.Name);
    }

    /// <summary>A logger that writes into the log of one replica, or of all replicas of a resource.</summary>
    /// <param name="resourceName">Id or name.</param>
    public ILogger GetLogger(string resourceName) => new ResourceLogger((line, isError) =>
    {
        foreach (var replica in _registry.Matching(resourceName))
            Write(replica.Id, line, isError);
    });

    /// <summary>What was written, and then what is being written, until cancelled.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(resource.Name);
    }

    /// <summary>What was written, and then what is being written, until cancelled.</summary>
    /// <param name="resourceName">Id of a replica, or name of a resource: then the lines of all its replicas.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => WatchAsync(resourceName, CancellationToken.None);

    internal void Write(string replicaId, string line, bool isError)
    {
        var written = Of(replicaId).Append(line, isError);
        Written?.Invoke(replicaId, written);
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = new LogWatch();
        foreach (var replica in _registry.Matching(resourceName))
            watch.Add(Of(replica.Id));

        await foreach (var lines in watch.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return lines;
    }

    private ResourceLog Of(string replicaId) => _logs.GetOrAdd(replicaId, _ => new ResourceLog());
}
