using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using X402.Ledger;
using X402.Purchases;
using X402.Redis.Connections;

namespace X402.Redis.Purchases;

/// <summary>
/// The journal that all processes of a buyer share: what one of them has signed and not finished, another one finishes with the same payment.
/// </summary>
/// <remarks>
/// Claims end after half a minute, whoever holds them: long enough for a settlement, short enough that the purchase of a process that died
/// is repeated soon. Until then an equal request of another process is a purchase of its own, as two at the same time always are; give purchases
/// that must not happen twice a name. A process that lost an answer of the store repeats what it holds itself at once. Privacy: records hold
/// signed payments, so whoever can read the store can present them until they expire. Clocks: claims use the clock of the calling process; a wrong one repeats a payment early, which is harmless.
/// </remarks>
internal sealed class RedisPurchaseJournal(RedisStore store, TimeProvider time, ILogger<RedisPurchaseJournal>? logger = null) : IPurchaseJournal
{
    private static readonly TimeSpan s_claim = TimeSpan.FromSeconds(30);

    private readonly RedisKey _open = store.Key("purchases:open");
    private readonly PurchaseClaims _claims = new();
    private readonly RecordLists _lists = new(store, logger);

    /// <inheritdoc/>
    public async ValueTask<PurchaseRecord?> ClaimAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var now = time.GetUtcNow();
        var (claim, others) = _claims.Begin(key, now + s_claim);
        PurchaseRecord? purchase = null;
        try
        {
            var found = await store.EvaluateAsync(PurchaseScripts.Claim, [OrderKey(key), RecordsKey(key), ClaimsKey(key)],
                [StoredTime.Milliseconds(now), claim, _claims.Process, .. others], cancellationToken);
            return purchase = found.IsNull ? null : Decode(key, (byte[])found!);
        }
        finally
        {
            if (purchase is null)
                _claims.Drop(key, claim);
            else
                _claims.Hold(key, claim, purchase.Id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var (claim, _) = _claims.Begin(record.Key, time.GetUtcNow() + s_claim);
        var added = false;
        try
        {
            added = (int)await store.EvaluateAsync(PurchaseScripts.Add, Keys(record.Key),
            [
                record.Id, StoredPurchase.Whole(record).ToJson(), StoredTime.Milliseconds(record.CreatedAt), claim, record.IsUnique ? "1" : "0", IndexName(record),
            ], cancellationToken) == 1;
            return added;
        }
        finally
        {
            if (added)
                _claims.Hold(record.Key, claim, record.Id);
            else
                _claims.Drop(record.Key, claim);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        // first, so that it is free here even when the store does not learn about it
        _claims.End(record.Id);
        var fate = record.State == PurchaseState.Open ? "open" : InMemoryPurchaseJournal.IsKept(record) ? "kept" : "gone";
        await store.EvaluateAsync(PurchaseScripts.Release, Keys(record.Key),
            [record.Id, StoredPurchase.Whole(record).ToJson(), fate, IndexName(record), (long)store.Options.PurchaseRetention.TotalMilliseconds], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PurchaseRecord>> ListOpenAsync(int limit, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var now = time.GetUtcNow();
        var open = new List<PurchaseRecord>();
        for (var seen = 0L; open.Count < limit;)
        {
            var names = await RedisStore.GuardAsync(database.SortedSetRangeByRankAsync(_open, seen, seen + limit - 1), cancellationToken);
            foreach (var name in names)
            {
                if (open.Count < limit && ((string)name!).Split('/') is [var key, var id] && await _lists.PassAsync(FindUnclaimedAsync(database, key, id, now, cancellationToken)) is { } record)
                    open.Add(record);
            }
            seen += names.Length;
            if (names.Length < limit)
                break;
        }
        return open;
    }

    private async ValueTask<PurchaseRecord?> FindUnclaimedAsync(IDatabase database, string key, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var claimed = RedisStore.GuardAsync(database.HashGetAsync(ClaimsKey(key), id), cancellationToken);
        var record = RedisStore.GuardAsync(database.HashGetAsync(RecordsKey(key), id), cancellationToken);
        var (claim, json) = (await claimed, await record);
        return json.IsNull || (!claim.IsNull && !PurchaseClaims.IsOver(claim!, now)) ? null : Decode($"{key}/{id}", (byte[])json!);
    }

    /// <exception cref="UnreadableRecordException">The stored form is damaged or of another version of this platform.</exception>
    private static PurchaseRecord Decode(string name, byte[] json) => StoredRecord.Read($"of purchase {name}", () => StoredPurchase.Parse(json)?.ToPurchase());

    private static string IndexName(PurchaseRecord record) => $"{record.Key}/{record.Id}";

    private RedisKey[] Keys(string key) => [OrderKey(key), RecordsKey(key), ClaimsKey(key), _open];

    private RedisKey OrderKey(string key) => store.Key($"purchases:order:{key}");

    private RedisKey RecordsKey(string key) => store.Key($"purchases:records:{key}");

    private RedisKey ClaimsKey(string key) => store.Key($"purchases:claims:{key}");
}
