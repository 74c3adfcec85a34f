using X402.Money;

namespace X402.Purchases;

/// <summary>A budget in the memory of one process: it starts anew with the process, which makes it the budget of a session.</summary>
/// <remarks>Thread safety: one lock over all buckets.</remarks>
/// <param name="time">The clock of windows.</param>
public sealed class InMemorySpendBudget(TimeProvider time) : ISpendBudget
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpendReservation> _pending = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _ends = new();

    /// <inheritdoc/>
    public ValueTask<SpendLimit?> ReserveAsync(SpendReservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            // what counts nowhere any more needs no end
            while (_ends.TryPeek(out var over, out var end) && end <= now)
            {
                _ends.Dequeue();
                _pending.Remove(over);
            }
            if (_pending.ContainsKey(reservation.Id) || reservation.Limits.Count == 0)
                return ValueTask.FromResult<SpendLimit?>(null);

            var limits = reservation.OnePerBucket();
            foreach (var limit in limits)
            {
                if (!UInt256.TryAdd(Find(limit, now).Spent, reservation.Amount, out var sum) || sum > limit.Max)
                    return ValueTask.FromResult<SpendLimit?>(limit);
            }
            foreach (var limit in limits)
                Find(limit, now).Add(reservation.Id, reservation.Amount, now);
            _pending.Add(reservation.Id, reservation);
            if (limits.TrueForAll(static limit => limit.Window is not null))
                _ends.Enqueue(reservation.Id, now + limits.Max(static limit => limit.Window!.Value));
            return ValueTask.FromResult<SpendLimit?>(null);
        }
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(string id, SpendOutcome outcome, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (outcome == SpendOutcome.Unknown || !_pending.Remove(id, out var reservation) || outcome == SpendOutcome.Committed)
                return ValueTask.CompletedTask;
            var now = time.GetUtcNow();
            foreach (var limit in reservation.OnePerBucket())
                Find(limit, now).Remove(id, reservation.Amount);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<UInt256> GetSpentAsync(SpendLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limit);
        lock (_gate)
            return ValueTask.FromResult(Find(limit, time.GetUtcNow()).Spent);
    }

    private Bucket Find(SpendLimit limit, DateTimeOffset now)
    {
        if (!_buckets.TryGetValue(limit.Bucket, out var bucket))
            _buckets.Add(limit.Bucket, bucket = new Bucket(limit.Window));
        bucket.Forget(now);
        return bucket;
    }

    private sealed class Bucket(TimeSpan? window)
    {
        private readonly LinkedList<(string Id, UInt256 Amount, DateTimeOffset Until)> _recent = [];

        public UInt256 Spent { get; private set; }

        public void Add(string id, UInt256 amount, DateTimeOffset now)
        {
            Spent += amount;
            if (window is { } span)
                _recent.AddLast((id, amount, now + span));
        }

        public void Remove(string id, UInt256 amount)
        {
            if (window is null)
            {
                Spent -= amount;
                return;
            }
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != id)
                    continue;
                Spent -= amount;
                _recent.Remove(node);
                return;
            }
        }

        public void Forget(DateTimeOffset now)
        {
            while (_recent.First is { } oldest && oldest.Value.Until <= now)
            {
                Spent -= oldest.Value.Amount;
                _recent.RemoveFirst();
            }
        }
    }
}
