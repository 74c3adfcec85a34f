using X402.Ledger;

namespace X402.Settlement;

/// <summary>Leases by name: who may sign with a relayer's key.</summary>
/// <remarks>
/// Thread safety: all members may be called concurrently, from several processes on one store.
/// Failure: a store that cannot be reached throws <see cref="LedgerUnavailableException"/>.
/// A holder that is late is harmless, because the journal refuses its fencing token as soon as a later one was issued.
/// </remarks>
public interface IRelayerLeases
{
    /// <summary>Takes the lease when it is free or its time is over.</summary>
    /// <returns>The lease with a new fencing token, or <see langword="null"/> when somebody holds it (also the same owner).</returns>
    ValueTask<RelayerLease?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Extends the lease.</summary>
    /// <returns>Whether the caller still holds it; <see langword="false"/> when it ended, even if nobody took it since.</returns>
    ValueTask<bool> RenewAsync(RelayerLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, if the caller still holds it.</summary>
    ValueTask ReleaseAsync(RelayerLease lease, CancellationToken cancellationToken);
}
