using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace X402.Redis.Settlement;

/// <summary>
/// What this process wrote or read last, so that the next step needs no reading. Only for writes, which compare the version in the store: a memory
/// that is out of date makes a step refused, never wrong. Thread-safe.
/// </summary>
internal sealed class RecentRecords<TKey, TRecord> where TKey : notnull
{
    // a few kilobytes each; what is forgotten is read again
    private const int Capacity = 5_000;

    private readonly ConcurrentDictionary<TKey, TRecord> _records = new();
    private readonly ConcurrentQueue<TKey> _order = new();

    public void Remember(TKey key, TRecord record)
    {
        if (_records.TryAdd(key, record))
            _order.Enqueue(key);
        else
            _records[key] = record;
        // two are looked at for each that comes, so what is forgotten leaves the row too
        for (var i = 0; i < 2 && _order.TryDequeue(out var old); i++)
        {
            if (_order.Count >= Capacity)
                _records.TryRemove(old, out _);
            else if (_records.ContainsKey(old))
                _order.Enqueue(old);
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TRecord record) => _records.TryGetValue(key, out record);

    public void Forget(TKey key) => _records.TryRemove(key, out _);
}
