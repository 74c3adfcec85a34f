using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using X402.Money;
using X402.Purchases;
using X402.Redis.Connections;

namespace X402.Redis.Purchases;

/// <summary>The budget that all processes of a buyer share. A reservation is one script over all its limits, so that nobody overdraws any.</summary>
/// <remarks>
/// A process that dies between reserving and signing leaves its amount reserved, because nobody else can know whether it signed: at worst
/// less is spent than allowed. Clocks: windows use the clock of the calling process.
/// </remarks>
internal sealed class RedisSpendBudget(RedisStore store, TimeProvider time) : ISpendBudget
{
    // for clocks that disagree
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async ValueTask<SpendLimit?> ReserveAsync(SpendReservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        var now = time.GetUtcNow();
        var limits = reservation.OnePerBucket();
        var stored = new StoredReservation(Text(reservation.Amount), [.. limits.Select(limit => new StoredReservation.Bucket(NameOf(limit), limit.Window is not null))]);
        // a reservation is remembered as long as its amount counts, so that it never counts twice
        var lifetime = limits.Aggregate(store.Options.PurchaseRetention, (longest, limit) => limit.Window > longest ? limit.Window.Value : longest);
        var values = new List<RedisValue>(5 + (3 * limits.Count))
        {
            reservation.Id, stored.Amount, StoredTime.Milliseconds(now), stored.Encode(), (long)lifetime.TotalMilliseconds,
        };
        foreach (var limit in limits)
        {
            values.AddRange(
            [
                Text(limit.Max),
                limit.Window is { } window ? StoredTime.Milliseconds(now + window) : RedisValue.EmptyString,
                limit.Window is { } span ? (long)(span + s_margin).TotalMilliseconds : 0,
            ]);
        }
        var exceeded = (int)await store.EvaluateAsync(BudgetScripts.Reserve, Keys(reservation.Id, stored.Buckets), [.. values], cancellationToken);
        return exceeded == 0 ? null : limits[exceeded - 1];
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(string id, SpendOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome == SpendOutcome.Unknown)
            return;
        var key = ReservationKey(id);
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        if (outcome == SpendOutcome.Committed)
        {
            await RedisStore.GuardAsync(database.KeyDeleteAsync(key), cancellationToken);
            return;
        }
        var held = await RedisStore.GuardAsync(database.StringGetAsync(key), cancellationToken);
        if (held.IsNull)
            return;
        var stored = StoredReservation.Decode(held);
        await store.EvaluateAsync(BudgetScripts.Release, Keys(id, stored.Buckets),
            [id, stored.Amount, StoredTime.Milliseconds(time.GetUtcNow()), held, .. stored.Buckets.Select(bucket => (RedisValue)(bucket.HasWindow ? "1" : "0"))], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<UInt256> GetSpentAsync(SpendLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limit);
        var name = NameOf(limit);
        var spent = (string)(await store.EvaluateAsync(BudgetScripts.Spent, [BooksKey(name), EndsKey(name)], [StoredTime.Milliseconds(time.GetUtcNow())], cancellationToken))!;
        return UInt256.Parse(spent);
    }

    private static string Text(UInt256 amount) => amount.ToString().PadLeft(BudgetScripts.Digits, '0');

    // names of hosts and recipients come from others: keys are made of digits only (SG-38)
    private static string NameOf(SpendLimit limit) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(limit.Bucket)));

    private RedisKey[] Keys(string id, IReadOnlyList<StoredReservation.Bucket> buckets)
    {
        var keys = new RedisKey[1 + (2 * buckets.Count)];
        keys[0] = ReservationKey(id);
        for (var i = 0; i < buckets.Count; i++)
            (keys[1 + (2 * i)], keys[2 + (2 * i)]) = (BooksKey(buckets[i].Name), EndsKey(buckets[i].Name));
        return keys;
    }

    private RedisKey ReservationKey(string id) => store.Key($"budget:reservation:{id}");

    private RedisKey BooksKey(string bucket) => store.Key($"budget:books:{bucket}");

    private RedisKey EndsKey(string bucket) => store.Key($"budget:ends:{bucket}");
}
