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
/// is repeated soon. Until then an equal request is a purchase of its own, as two at the same time always are; give purchases that must not
/// happen twice a name. Privacy: records hold signed payments, so whoever can read the store can present them until they expire.
/// Clocks: claims use the clock of the calling process; a wrong one repeats a payment early, which is harmless.
/// </remarks>
internal sealed class RedisPurchaseJournal(RedisStore store, TimeProvider time) : IPurchaseJournal
{
    private static readonly TimeSpan s_claim = TimeSpan.FromSeconds(30);

    private readonly RedisKey _open = store.Key("purchases:open");

    /// <inheritdoc/>
    public async ValueTask<PurchaseRecord?> ClaimAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var now = time.GetUtcNow();
        var found = await store.EvaluateAsync(PurchaseScripts.Claim, [OrderKey(key), RecordsKey(key), ClaimsKey(key)],
            [StoredTime.Milliseconds(now), StoredTime.Milliseconds(now + s_claim)], cancellationToken);
        return found.IsNull ? null : Decode((byte[])found!);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return (int)await store.EvaluateAsync(PurchaseScripts.Add, Keys(record.Key),
        [
            record.Id, StoredPurchase.Whole(record).ToJson(), StoredTime.Milliseconds(record.CreatedAt), StoredTime.Milliseconds(time.GetUtcNow() + s_claim),
            record.IsUnique ? "1" : "0", IndexName(record),
        ], cancellationToken) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var fate = record.State == PurchaseState.Open ? "open" : InMemoryPurchaseJournal.IsKept(record) ? "kept" : "gone";
        await store.EvaluateAsync(PurchaseScripts.Release, Keys(record.Key),
            [record.Id, StoredPurchase.Whole(record).ToJson(), fate, IndexName(record), (long)store.Options.PurchaseRetention.TotalMilliseconds], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PurchaseRecord>> ListOpenAsync(int limit, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var open = new List<PurchaseRecord>();
        for (var seen = 0L; open.Count < limit;)
        {
            var names = await RedisStore.GuardAsync(database.SortedSetRangeByRankAsync(_open, seen, seen + limit - 1), cancellationToken);
            foreach (var name in names)
            {
                if (open.Count < limit && ((string)name!).Split('/') is [var key, var id] && await FindUnclaimedAsync(database, key, id, now, cancellationToken) is { } record)
                    open.Add(record);
            }
            seen += names.Length;
            if (names.Length < limit)
                break;
        }
        return open;
    }

    private async ValueTask<PurchaseRecord?> FindUnclaimedAsync(IDatabase database, string key, string id, long now, CancellationToken cancellationToken)
    {
        var claimed = RedisStore.GuardAsync(database.HashGetAsync(ClaimsKey(key), id), cancellationToken);
        var record = RedisStore.GuardAsync(database.HashGetAsync(RecordsKey(key), id), cancellationToken);
        var (until, json) = (await claimed, await record);
        return json.IsNull || (!until.IsNull && (long)until > now) ? null : Decode((byte[])json!);
    }

    /// <exception cref="LedgerUnavailableException">The stored form is damaged or of another version of this platform.</exception>
    private static PurchaseRecord Decode(byte[] json) =>
        StoredPurchase.Parse(json)?.ToPurchase() ?? throw new LedgerUnavailableException("A record of the purchase journal cannot be read.");

    private static string IndexName(PurchaseRecord record) => $"{record.Key}/{record.Id}";

    private RedisKey[] Keys(string key) => [OrderKey(key), RecordsKey(key), ClaimsKey(key), _open];

    private RedisKey OrderKey(string key) => store.Key($"purchases:order:{key}");

    private RedisKey RecordsKey(string key) => store.Key($"purchases:records:{key}");

    private RedisKey ClaimsKey(string key) => store.Key($"purchases:claims:{key}");
}
