using X402.Money;

namespace X402.Purchases;

/// <summary>Counts what was spent and what may be spent yet (SG-40): reserve, then commit, release or leave it unknown.</summary>
/// <remarks>
/// Reserving is one atomic step over all limits, so that concurrent purchases cannot overdraw any of them.
/// Failure: a store that cannot be reached throws <see cref="X402.Ledger.LedgerUnavailableException"/>; the client then signs nothing.
/// Thread safety: all members may be called concurrently.
/// </remarks>
public interface ISpendBudget
{
    /// <summary>Reserves in all limits, or in none.</summary>
    /// <returns><see langword="null"/> when reserved; otherwise the first limit that would be exceeded.</returns>
    ValueTask<SpendLimit?> ReserveAsync(SpendReservation reservation, CancellationToken cancellationToken);

    /// <summary>Ends a reservation. Unknown and ended ids are ignored; an unknown outcome may be followed by a known one.</summary>
    ValueTask CloseAsync(string id, SpendOutcome outcome, CancellationToken cancellationToken);

    /// <summary>What counts as spent under a limit now, in 10^-18 dollars.</summary>
    ValueTask<UInt256> GetSpentAsync(SpendLimit limit, CancellationToken cancellationToken);
}
