using StackExchange.Redis;

namespace X402.Redis.Connections;

/// <summary>
/// Reads one index in the order of its scores, a page at a time. The next page begins at the score where the last one ended, and not behind so many
/// entries: those may have left meanwhile.
/// </summary>
internal sealed class IndexCursor(IDatabase database, RedisKey index, double until, Order order, int pageSize)
{
    private readonly HashSet<RedisValue> _passed = [];
    private SortedSetEntry[] _page = [];
    private double _edge = order == Order.Ascending ? double.NegativeInfinity : until;
    private int _next;
    private bool _isLast;

    /// <summary>Where the cursor is; <see langword="null"/> before the first and behind the last entry.</summary>
    public IndexEntry? Current { get; private set; }

    public async ValueTask MoveNextAsync(CancellationToken cancellationToken)
    {
        while (_next == _page.Length && !_isLast)
            await ReadPageAsync(cancellationToken);
        Current = _next < _page.Length ? new(_page[_next].Element!, _page[_next++].Score, index) : null;
    }

    private async ValueTask ReadPageAsync(CancellationToken cancellationToken)
    {
        var count = pageSize + _passed.Count;
        var (from, to) = order == Order.Ascending ? (_edge, until) : (double.NegativeInfinity, _edge);
        var entries = await RedisStore.GuardAsync(database.SortedSetRangeByScoreWithScoresAsync(index, from, to, order: order, take: count), cancellationToken);
        _isLast = entries.Length < count;
        (_page, _next) = (Array.FindAll(entries, entry => !_passed.Contains(entry.Element)), 0);
        if (entries.Length == 0)
            return;
        // only those at the edge come again
        if (entries[^1].Score != _edge)
            _passed.Clear();
        _edge = entries[^1].Score;
        foreach (var entry in _page)
        {
            if (entry.Score == _edge)
                _passed.Add(entry.Element);
        }
    }
}
