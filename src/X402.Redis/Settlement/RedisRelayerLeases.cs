using X402.Redis.Connections;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>Leases that all replicas of a facilitator share.</summary>
/// <remarks>
/// Clocks: the end of a lease is judged by the clock of the process that asks; replicas must agree within a fraction of the lease.
/// A clock that is wrong costs a hand-over, not money: the journal refuses the older fencing token.
/// </remarks>
internal sealed class RedisRelayerLeases(RedisStore store, TimeProvider time) : IRelayerLeases
{
    /// <inheritdoc/>
    public async ValueTask<RelayerLease?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var fence = (long)await store.EvaluateAsync(JournalScripts.AcquireLease, [JournalKeys.Lease(store, name)],
            [StoredTime.Milliseconds(now), StoredTime.Milliseconds(now + duration), owner], cancellationToken);
        return fence == 0 ? null : new(name, owner, fence);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(RelayerLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var now = time.GetUtcNow();
        return await SetEndAsync(lease, now, now + duration, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(RelayerLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        // the key stays, so that the fence goes on growing
        await SetEndAsync(lease, time.GetUtcNow(), DateTimeOffset.UnixEpoch, cancellationToken);
    }

    private async ValueTask<bool> SetEndAsync(RelayerLease lease, DateTimeOffset now, DateTimeOffset end, CancellationToken cancellationToken) =>
        (int)await store.EvaluateAsync(JournalScripts.RenewLease, [JournalKeys.Lease(store, lease.Name)],
            [lease.Fence, StoredTime.Milliseconds(now), StoredTime.Milliseconds(end)], cancellationToken) == 1;
}
