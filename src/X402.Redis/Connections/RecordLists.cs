using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using X402.Ledger;
using X402.Payments;

namespace X402.Redis.Connections;

/// <summary>Lists records by their indexes. One that cannot be read is left out and hides nothing; an entry without a record is removed.</summary>
internal sealed class RecordLists(RedisStore store, ILogger? logger)
{
    private readonly UnreadableRecords _unreadable = new(logger);

    /// <param name="indexes">The indexes.</param>
    /// <param name="before">Only what was written before this time.</param>
    /// <param name="order">In which order of time.</param>
    /// <param name="network">Only this network's; <see langword="null"/> means all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="find">Reads a record.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        IEnumerable<RedisKey> indexes, DateTimeOffset? before, Order order, string? network, int limit,
        Func<PaymentId, CancellationToken, ValueTask<T?>> find, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var until = before is { } moment ? moment.ToUnixTimeMilliseconds() - 1 : double.PositiveInfinity;
        var given = 0;
        await foreach (var entry in IndexPages.ReadAsync(database, indexes, until, order, limit, cancellationToken))
        {
            if (network is not null && !entry.Id.StartsWith(network + "/", StringComparison.Ordinal))
                continue;
            T? record;
            try
            {
                record = PaymentId.TryParse(entry.Id, out var id) ? await find(id, cancellationToken) : null;
            }
            catch (UnreadableRecordException exception)
            {
                _unreadable.Note(exception);
                continue;
            }
            if (record is null)
            {
                await RedisStore.GuardAsync(database.SortedSetRemoveAsync(entry.Index, entry.Id), cancellationToken);
                continue;
            }
            yield return record;
            if (++given == limit)
                yield break;
        }
    }

    /// <summary>The record that is read; <see langword="null"/> also for one that cannot be read, where others must not wait for it.</summary>
    public async ValueTask<T?> PassAsync<T>(ValueTask<T?> reading) where T : class
    {
        try
        {
            return await reading;
        }
        catch (UnreadableRecordException exception)
        {
            _unreadable.Note(exception);
            return null;
        }
    }
}
