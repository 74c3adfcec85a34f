namespace X402.Settlement;

/// <summary>Leases in the memory of one process: for tests and for a single facilitator.</summary>
/// <remarks>Thread safety: one lock; all members may be called concurrently.</remarks>
/// <param name="time">The clock of the leases.</param>
public sealed class InMemoryRelayerLeases(TimeProvider time) : IRelayerLeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Holder> _holders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<RelayerLease?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var known = _holders.TryGetValue(name, out var holder);
            if (known && holder.Until > now)
                return ValueTask.FromResult<RelayerLease?>(null);
            var fence = known ? holder.Fence + 1 : 1;
            _holders[name] = new(owner, fence, now + duration);
            return ValueTask.FromResult<RelayerLease?>(new(name, owner, fence));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(RelayerLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!IsHeld(lease, now))
                return ValueTask.FromResult(false);
            _holders[lease.Name] = new(lease.Owner, lease.Fence, now + duration);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(RelayerLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_gate)
        {
            // the entry stays, so that the fence goes on growing
            if (IsHeld(lease, time.GetUtcNow()))
                _holders[lease.Name] = new(lease.Owner, lease.Fence, DateTimeOffset.MinValue);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>The last token issued for a name; 0 when there was none.</summary>
    internal long LastFence(string name)
    {
        lock (_gate)
            return _holders.TryGetValue(name, out var holder) ? holder.Fence : 0;
    }

    private bool IsHeld(RelayerLease lease, DateTimeOffset now) =>
        _holders.TryGetValue(lease.Name, out var holder) && holder.Fence == lease.Fence && holder.Until > now;

    private readonly record struct Holder(string Owner, long Fence, DateTimeOffset Until);
}
