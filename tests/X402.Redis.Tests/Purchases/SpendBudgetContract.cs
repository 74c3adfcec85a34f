using Microsoft.Extensions.Time.Testing;
using X402.Money;
using X402.Purchases;

namespace X402.Redis.Tests.Purchases;

/// <summary>What every budget has to do, whatever it counts in.</summary>
public abstract class SpendBudgetContract
{
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    protected abstract ISpendBudget Budget { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_racing_spenders_never_spend_more_than_the_limit()
    {
        var limit = new SpendLimit("shop/total", UInt256.Parse("10000000000000000000"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => ReserveAsync($"p{i}", "300000000000000000", limit), Cancellation)));

        Assert.Equal(33, answers.Count(refused => refused is null));
        Assert.Equal(67, answers.Count(refused => refused == limit));
        Assert.Equal(UInt256.Parse("9900000000000000000"), await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task The_limit_itself_may_be_spent_and_not_one_unit_more()
    {
        var limit = new SpendLimit("total", UInt256.MaxValue);
        var allButOne = (UInt256.MaxValue - 1UL).ToString();

        Assert.Null(await ReserveAsync("a", allButOne, limit));
        Assert.Equal(limit, await ReserveAsync("b", "2", limit));
        Assert.Null(await ReserveAsync("c", "1", limit));
        Assert.Equal(limit, await ReserveAsync("d", "1", limit));
        Assert.Equal(UInt256.MaxValue, await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task Sums_are_exact_whatever_the_amounts()
    {
        var limit = new SpendLimit("total", UInt256.MaxValue);
        // sixteen amounts of all sizes below 2^248, so that carries happen everywhere
        var random = new Random(402);
        var expected = UInt256.Zero;
        for (var i = 0; i < 16; i++)
        {
            var bytes = new byte[32];
            random.NextBytes(bytes.AsSpan(1 + random.Next(31)));
            var amount = UInt256.FromBigEndian(bytes);
            expected += amount;
            Assert.Null(await ReserveAsync($"p{i}", amount.ToString(), limit));
        }
        Assert.Equal(expected, await Budget.GetSpentAsync(limit, Cancellation));

        for (var i = 0; i < 16; i++)
            await Budget.CloseAsync($"p{i}", SpendOutcome.Released, Cancellation);
        Assert.Equal(UInt256.Zero, await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task A_reservation_that_fails_in_one_limit_is_made_in_none()
    {
        var (wide, narrow) = (new SpendLimit("wide", 100UL), new SpendLimit("narrow", 1UL, TimeSpan.FromHours(1)));

        Assert.Equal(narrow, await ReserveAsync("a", "2", wide, narrow));
        Assert.Equal((UInt256.Zero, UInt256.Zero), await SpentAsync(wide, narrow));
        Assert.Null(await ReserveAsync("a", "1", wide, narrow));
        Assert.Equal((UInt256.One, UInt256.One), await SpentAsync(wide, narrow));
    }

    [Fact]
    public async Task Reserving_one_purchase_twice_counts_once()
    {
        var limit = new SpendLimit("total", 10UL);

        Assert.Null(await ReserveAsync("a", "6", limit));
        Assert.Null(await ReserveAsync("a", "6", limit));
        Assert.Equal((UInt256)6UL, await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task Two_limits_on_one_bucket_count_once_and_the_narrower_one_holds()
    {
        var (wide, narrow) = (new SpendLimit("total", 10UL), new SpendLimit("total", 4UL));

        Assert.Null(await ReserveAsync("a", "3", wide, narrow));
        Assert.Equal((UInt256)3UL, await Budget.GetSpentAsync(wide, Cancellation));
        Assert.Equal(narrow, await ReserveAsync("b", "2", wide, narrow));
        await Budget.CloseAsync("a", SpendOutcome.Released, Cancellation);
        Assert.Equal(UInt256.Zero, await Budget.GetSpentAsync(wide, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_released_can_be_spent_again_and_nothing_is_released_twice(bool hasWindow)
    {
        var limit = new SpendLimit("total", 10UL, hasWindow ? TimeSpan.FromDays(1) : null);
        await ReserveAsync("a", "6", limit);
        await ReserveAsync("b", "4", limit);

        await Budget.CloseAsync("a", SpendOutcome.Released, Cancellation);
        await Budget.CloseAsync("a", SpendOutcome.Released, Cancellation);
        await Budget.CloseAsync("never seen", SpendOutcome.Released, Cancellation);

        Assert.Equal((UInt256)4UL, await Budget.GetSpentAsync(limit, Cancellation));
        Assert.Null(await ReserveAsync("a", "6", limit));
        Assert.Equal((UInt256)10UL, await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task What_was_spent_stays_spent()
    {
        var limit = new SpendLimit("total", 10UL);
        await ReserveAsync("a", "6", limit);

        await Budget.CloseAsync("a", SpendOutcome.Committed, Cancellation);
        await Budget.CloseAsync("a", SpendOutcome.Released, Cancellation);
        Time.Advance(TimeSpan.FromDays(1000));

        Assert.Equal((UInt256)6UL, await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task An_unknown_fate_counts_as_spent_until_it_is_known()
    {
        var limit = new SpendLimit("total", 10UL);
        await ReserveAsync("a", "6", limit);
        await ReserveAsync("b", "4", limit);

        await Budget.CloseAsync("a", SpendOutcome.Unknown, Cancellation);
        Assert.Equal(limit, await ReserveAsync("c", "1", limit));
        await Budget.CloseAsync("a", SpendOutcome.Released, Cancellation);
        Assert.Null(await ReserveAsync("c", "1", limit));
    }

    [Fact]
    public async Task A_window_slides_amount_by_amount()
    {
        var limit = new SpendLimit("host/shop", 10UL, TimeSpan.FromHours(1));
        await ReserveAsync("a", "4", limit);
        Time.Advance(TimeSpan.FromMinutes(30));
        await ReserveAsync("b", "5", limit);
        await Budget.CloseAsync("b", SpendOutcome.Committed, Cancellation);

        Time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(limit, await ReserveAsync("c", "2", limit));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((UInt256)5UL, await Budget.GetSpentAsync(limit, Cancellation));
        Assert.Null(await ReserveAsync("c", "5", limit));
        // its amount does not count any more, so there is nothing to give back
        await Budget.CloseAsync("a", SpendOutcome.Released, Cancellation);
        Assert.Equal((UInt256)10UL, await Budget.GetSpentAsync(limit, Cancellation));
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(UInt256.Zero, await Budget.GetSpentAsync(limit, Cancellation));
    }

    [Fact]
    public async Task Buckets_are_counted_apart_whatever_their_names()
    {
        var (one, other) = (new SpendLimit("shop/host/a:1", 5UL), new SpendLimit("shop/host/a\n1", 5UL));

        Assert.Null(await ReserveAsync("a", "5", one));
        Assert.Null(await ReserveAsync("b", "5", other));
        Assert.Equal(one, await ReserveAsync("c", "1", one, other));
    }

    private async Task<SpendLimit?> ReserveAsync(string id, string amount, params SpendLimit[] limits) =>
        await Budget.ReserveAsync(new(id, UInt256.Parse(amount), limits), Cancellation);

    private async Task<(UInt256, UInt256)> SpentAsync(SpendLimit one, SpendLimit other) =>
        (await Budget.GetSpentAsync(one, Cancellation), await Budget.GetSpentAsync(other, Cancellation));
}
