using Microsoft.Extensions.Options;
using X402.Ledger;
using X402.Money;
using X402.Purchases;
using X402.Redis.Connections;
using X402.Redis.Purchases;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Purchases;

public sealed class BuyerStoreOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_is_killed_among_racing_spenders_lets_nobody_overspend(bool garnet)
    {
        await using var redis = await RedisProcess.StartAsync(new RedisOptions { Durable = true, Garnet = garnet }, Cancellation);
        await using var one = Open(redis);
        await using var other = Open(redis);
        var limit = new SpendLimit("shop/total", 50UL);
        RedisSpendBudget[] budgets = [new(one, TimeProvider.System), new(other, TimeProvider.System)];

        var spenders = Enumerable.Range(0, 100).Select(i => Task.Run(() => SpendAsync(budgets[i % 2], $"p{i}", limit), Cancellation)).ToArray();
        await Task.WhenAny(spenders);
        await redis.KillAsync(Cancellation);
        await redis.RestartAsync(Cancellation);
        var granted = (await Task.WhenAll(spenders)).Count(isGranted => isGranted);

        var spent = await TryAsync(() => budgets[0].GetSpentAsync(limit, Cancellation));
        Assert.True(spent >= (ulong)granted && spent <= limit.Max, $"{granted} were granted and {spent} counts as spent");
        // whoever asks now finds exactly the rest
        var rest = 0;
        for (var i = 0; await TryAsync(() => budgets[i % 2].ReserveAsync(new($"q{i}", UInt256.One, [limit]), Cancellation)) is null; i++)
            rest++;
        Assert.Equal(limit.Max, spent + (ulong)rest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signed_payment_survives_a_killed_store(bool garnet)
    {
        await using var redis = await RedisProcess.StartAsync(new RedisOptions { Durable = true, Garnet = garnet }, Cancellation);
        await using var store = Open(redis);
        var journal = new RedisPurchaseJournal(store, TimeProvider.System);
        var purchase = SamplePurchases.New("order 17", DateTimeOffset.UtcNow, isUnique: true);
        await journal.AddAsync(purchase, Cancellation);

        await redis.KillAsync(Cancellation);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await journal.ClaimAsync("order 17", Cancellation));
        await redis.RestartAsync(Cancellation);

        await TryAsync(async () => { await journal.ReleaseAsync(purchase, Cancellation); return true; });
        Assert.Equal(purchase.Identity, (await TryAsync(() => journal.ClaimAsync("order 17", Cancellation)))?.Identity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_purchase_whose_outcome_could_not_be_stored_is_repeated_with_its_payment_at_once(bool garnet)
    {
        await using var redis = await RedisProcess.StartAsync(new RedisOptions { Durable = true, Garnet = garnet }, Cancellation);
        await using var store = Open(redis);
        var journal = new RedisPurchaseJournal(store, TimeProvider.System);
        var purchase = SamplePurchases.New("a", DateTimeOffset.UtcNow);
        await journal.AddAsync(purchase, Cancellation);

        await redis.KillAsync(Cancellation);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await journal.ReleaseAsync(purchase, Cancellation));
        await redis.RestartAsync(Cancellation);

        Assert.Equal(purchase.Identity, (await TryAsync(() => journal.ClaimAsync("a", Cancellation)))?.Identity);
        Assert.Null(await journal.ClaimAsync("a", Cancellation));
    }

    private static RedisStore Open(RedisProcess redis) => new(Options.Create(new RedisStoreOptions { ConnectionString = redis.ConnectionString, OperationTimeout = TimeSpan.FromSeconds(10) }));

    // as the client does: without an answer nothing is spent
    private static async Task<bool> SpendAsync(RedisSpendBudget budget, string id, SpendLimit limit)
    {
        try
        {
            return await budget.ReserveAsync(new(id, UInt256.One, [limit]), Cancellation) is null;
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }
    }

    private static async Task<T> TryAsync<T>(Func<ValueTask<T>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (LedgerUnavailableException)
            {
                // the connection comes back by itself; the test's own time limit bounds this
                await Task.Delay(20, Cancellation);
            }
        }
    }
}
