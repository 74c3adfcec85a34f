namespace X402.Purchases;

/// <summary>A journal in the memory of one process. It survives timeouts, not crashes: use a file or a shared store for real money.</summary>
/// <remarks>Thread safety: one lock. Retention: open and unique purchases stay, finished ones are forgotten at once.</remarks>
public sealed class InMemoryPurchaseJournal : IPurchaseJournal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Entry>> _byKey = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<PurchaseRecord?> ClaimAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var entries))
            {
                foreach (var entry in entries)
                {
                    if (entry.Claimed)
                        continue;
                    entry.Claimed = true;
                    return ValueTask.FromResult<PurchaseRecord?>(entry.Record);
                }
            }
            return ValueTask.FromResult<PurchaseRecord?>(null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var known = _byKey.TryGetValue(record.Key, out var entries);
            if (known && record.IsUnique)
                return ValueTask.FromResult(false);
            if (!known)
                _byKey.Add(record.Key, entries = []);
            entries!.Add(new Entry { Record = record, Claimed = true });
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_gate)
        {
            if (!_byKey.TryGetValue(record.Key, out var entries) || entries.Find(entry => entry.Record.Id == record.Id) is not { } entry)
                return ValueTask.CompletedTask;
            entry.Record = record;
            entry.Claimed = false;
            if (!IsKept(record) && entries.Remove(entry) && entries.Count == 0)
                _byKey.Remove(record.Key);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Puts back a purchase of an earlier process; nobody works on it. Those that do not matter any more are ignored.</summary>
    public void Restore(PurchaseRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!IsKept(record))
            return;
        lock (_gate)
        {
            if (!_byKey.TryGetValue(record.Key, out var entries))
                _byKey.Add(record.Key, entries = []);
            entries.Add(new Entry { Record = record });
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PurchaseRecord>> ListOpenAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<PurchaseRecord>>(
            [
                .. _byKey.Values.SelectMany(entries => entries)
                    .Where(entry => !entry.Claimed && entry.Record.State == PurchaseState.Open)
                    .Select(entry => entry.Record)
                    .OrderBy(record => record.CreatedAt)
                    .Take(limit),
            ]);
        }
    }

    /// <summary>Whether a purchase still matters: the others are forgotten.</summary>
    public static bool IsKept(PurchaseRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.State == PurchaseState.Open || (record.IsUnique && record.State == PurchaseState.Settled);
    }

    private sealed class Entry
    {
        public required PurchaseRecord Record { get; set; }

        public bool Claimed { get; set; }
    }
}
