using System.Runtime.CompilerServices;
using X402.Ledger;
using X402.Payments;

namespace X402.Settlement;

/// <summary>
/// A journal in the memory of one process: for tests and for development. A restart forgets what was sent, so that money in flight is only
/// found again by the payer's proof on chain; use a shared, durable store for real money.
/// </summary>
/// <remarks>
/// Thread safety: one lock; all members may be called concurrently.
/// Retention: final settlements are dropped once <see cref="SettlementRecord.ValidBefore"/> and the retention are both over; others stay.
/// </remarks>
/// <param name="time">The clock of the retention.</param>
/// <param name="leases">The leases whose fencing tokens guard the relayers.</param>
/// <param name="retention">How long final settlements are kept at least; 7 days by default.</param>
public sealed class InMemorySettlementJournal(TimeProvider time, InMemoryRelayerLeases leases, TimeSpan? retention = null) : ISettlementJournal
{
    private const int SweepEvery = 4096;
    private const int KeptTransactions = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<PaymentId, SettlementRecord> _settlements = [];
    private readonly Dictionary<PaymentId, TaskCompletionSource> _waiters = [];
    private readonly Dictionary<(string Network, string Relayer), SortedDictionary<ulong, RelayerTransaction>> _transactions = [];
    private readonly TimeSpan _retention = retention ?? TimeSpan.FromDays(7);
    private int _accepted;

    /// <inheritdoc/>
    public ValueTask<SettlementAcceptance> AcceptAsync(SettlementRecord settlement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (++_accepted % SweepEvery == 0)
                Sweep(time.GetUtcNow());
            if (_settlements.TryGetValue(settlement.Id, out var present))
            {
                if (present.State != SettlementState.Withdrawn)
                    return ValueTask.FromResult(new SettlementAcceptance(false, present));
                settlement = settlement with { Version = present.Version + 1, History = [.. present.History, .. settlement.History] };
            }
            Store(settlement);
            return ValueTask.FromResult(new SettlementAcceptance(true, settlement));
        }
    }

    /// <inheritdoc/>
    public ValueTask<SettlementRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return ValueTask.FromResult(_settlements.GetValueOrDefault(id));
    }

    /// <inheritdoc/>
    public ValueTask<SigningResult> SignAsync(RelayerTransaction transaction, IReadOnlyList<long> versions, long fence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(versions);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (leases.LastFence(transaction.Id.LeaseName) > fence)
                return ValueTask.FromResult(new SigningResult(SigningOutcome.LeaseLost, []));
            var sequence = SequenceOf(transaction.Id);
            if (sequence.ContainsKey(transaction.Id.Nonce))
                return ValueTask.FromResult(new SigningResult(SigningOutcome.NonceTaken, []));

            var present = new SettlementRecord[transaction.Settlements.Count];
            var free = true;
            for (var i = 0; i < present.Length; i++)
            {
                var id = transaction.Settlements[i];
                present[i] = _settlements.GetValueOrDefault(id) ?? throw new UnreadableRecordException($"of settlement {id}");
                free &= present[i].State == SettlementState.Accepted && present[i].Version == versions[i];
            }
            if (!free)
                return ValueTask.FromResult(new SigningResult(SigningOutcome.SettlementsTaken, present));

            sequence.Add(transaction.Id.Nonce, transaction);
            var hash = transaction.Variants[^1].Hash;
            for (var i = 0; i < present.Length; i++)
            {
                present[i] = present[i] with
                {
                    State = SettlementState.Signed,
                    Version = present[i].Version + 1,
                    CarriedBy = transaction.Id,
                    Transaction = hash,
                    UpdatedAt = at,
                    History = [.. present[i].History, new(SettlementState.Signed, at, null, hash)],
                };
                Store(present[i]);
            }
            return ValueTask.FromResult(new SigningResult(SigningOutcome.Stored, present));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RelayerTransaction?> AddVariantAsync(RelayerTransactionId id, SignedVariant variant, long fence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (leases.LastFence(id.LeaseName) > fence || !SequenceOf(id).TryGetValue(id.Nonce, out var transaction) || transaction.IsClosed)
                return ValueTask.FromResult<RelayerTransaction?>(null);
            transaction = transaction with { Variants = [.. transaction.Variants, variant] };
            SequenceOf(id)[id.Nonce] = transaction;
            return ValueTask.FromResult<RelayerTransaction?>(transaction);
        }
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(RelayerTransactionId id, string? mined, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var sequence = SequenceOf(id);
            if (sequence.TryGetValue(id.Nonce, out var transaction) && !transaction.IsClosed)
                sequence[id.Nonce] = transaction with { IsClosed = true, Mined = mined };
            // closed ones are only looked at near the end, where nonces are given out
            while (sequence.Count > KeptTransactions && sequence.First() is { Value.IsClosed: true } oldest)
                sequence.Remove(oldest.Key);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SettlementRecord?>> AdvanceAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advances);
        cancellationToken.ThrowIfCancellationRequested();
        var results = new SettlementRecord?[advances.Count];
        lock (_gate)
        {
            for (var i = 0; i < results.Length; i++)
            {
                var advance = advances[i];
                if (_settlements.TryGetValue(advance.Id, out var present) && present.Version == advance.Version
                    && advance.To != SettlementState.Signed && SettlementStateMachine.CanAdvance(present.State, advance.To))
                    Store(results[i] = advance.ApplyTo(present));
            }
        }
        return ValueTask.FromResult<IReadOnlyList<SettlementRecord?>>(results);
    }

    /// <inheritdoc/>
    public ValueTask<RelayerTransaction?> FindTransactionAsync(RelayerTransactionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return ValueTask.FromResult(SequenceOf(id).GetValueOrDefault(id.Nonce));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RelayerTransaction> ListOpenTransactionsAsync(string network, string relayer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        RelayerTransaction[] open;
        lock (_gate)
            open = [.. SequenceOf(new(network, relayer, 0)).Values.Where(static transaction => !transaction.IsClosed)];
        foreach (var transaction in open)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return transaction;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ulong?> FindLastNonceAsync(string network, string relayer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var sequence = SequenceOf(new(network, relayer, 0));
            return ValueTask.FromResult<ulong?>(sequence.Count == 0 ? null : sequence.Keys.Last());
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SettlementRecord> QueryAsync(SettlementQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await ValueTask.CompletedTask;
        SettlementRecord[] found;
        lock (_gate)
        {
            found = [.. _settlements.Values
                .Where(record => (query.States.Count == 0 || query.States.Contains(record.State))
                    && (query.Network is null || record.Id.Network == query.Network)
                    && (query.UpdatedBefore is not { } before || record.UpdatedAt < before))
                .OrderBy(static record => record.UpdatedAt)
                .Take(query.Limit)];
        }
        foreach (var record in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SettlementRecord?> WaitAsync(PaymentId id, long version, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            if (!_settlements.TryGetValue(id, out var record) || record.Version != version)
                return _settlements.GetValueOrDefault(id);
            if (!_waiters.TryGetValue(id, out waiter))
                _waiters.Add(id, waiter = new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        try
        {
            await waiter.Task.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // the answer is then the record as it is
        }
        return await FindAsync(id, cancellationToken);
    }

    private SortedDictionary<ulong, RelayerTransaction> SequenceOf(RelayerTransactionId id)
    {
        var key = (id.Network, id.Relayer);
        if (!_transactions.TryGetValue(key, out var sequence))
            _transactions.Add(key, sequence = []);
        return sequence;
    }

    private void Store(SettlementRecord record)
    {
        _settlements[record.Id] = record;
        if (_waiters.Remove(record.Id, out var waiter))
            waiter.SetResult();
    }

    private void Sweep(DateTimeOffset now)
    {
        var before = now - _retention;
        foreach (var (id, record) in _settlements)
        {
            if (SettlementStateMachine.IsFinal(record.State) && record.UpdatedAt < before && record.ValidBefore < before)
                _settlements.Remove(id);
        }
    }
}
