using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace X402.Redis.Connections;

/// <summary>Reads several indexes as one. However many of its entries are none that a caller looks for, they hide nothing behind them.</summary>
internal static class IndexPages
{
    // a question for a single record should not become one for each record it passes
    private const int SmallestPage = 100;

    /// <param name="database">The store.</param>
    /// <param name="indexes">The indexes.</param>
    /// <param name="until">The highest score.</param>
    /// <param name="order">In which order.</param>
    /// <param name="limit">How many entries the caller looks for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<IndexEntry> ReadAsync(
        IDatabase database, IEnumerable<RedisKey> indexes, double until, Order order, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursors = new List<IndexCursor>();
        foreach (var index in indexes)
        {
            var cursor = new IndexCursor(database, index, until, order, Math.Max(limit, SmallestPage));
            await cursor.MoveNextAsync(cancellationToken);
            cursors.Add(cursor);
        }
        // one that is written meanwhile is in another index then
        var given = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            IndexCursor? next = null;
            foreach (var cursor in cursors)
            {
                if (cursor.Current is { } entry && (next?.Current is not { } best || (order == Order.Ascending ? entry.Score < best.Score : entry.Score > best.Score)))
                    next = cursor;
            }
            if (next?.Current is not { } found)
                yield break;
            await next.MoveNextAsync(cancellationToken);
            if (given.Add(found.Id))
                yield return found;
        }
    }
}
