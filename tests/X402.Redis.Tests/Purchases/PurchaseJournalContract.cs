using Microsoft.Extensions.Time.Testing;
using X402.Protocol;
using X402.Purchases;

namespace X402.Redis.Tests.Purchases;

/// <summary>What every journal of purchases has to do, whatever it keeps them in.</summary>
public abstract class PurchaseJournalContract
{
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    protected abstract IPurchaseJournal Journal { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_purchase_comes_back_as_it_was_stored()
    {
        var purchase = New("a") with { Reason = "outcome_unknown", Transaction = "0xabc", RefusedKey = "b" };
        Assert.True(await Journal.AddAsync(purchase, Cancellation));
        await Journal.ReleaseAsync(purchase, Cancellation);

        var read = await Journal.ClaimAsync("a", Cancellation);

        Assert.NotNull(read);
        Assert.Equal(purchase with { Payment = read.Payment, Requirements = read.Requirements }, read);
        Assert.Equal(PaymentCodec.EncodeHeader(purchase.Payment), PaymentCodec.EncodeHeader(read.Payment));
        Assert.Equal(PaymentCodec.EncodeForStorage(purchase.Requirements), PaymentCodec.EncodeForStorage(read.Requirements));
    }

    [Fact]
    public async Task A_new_purchase_belongs_to_who_added_it()
    {
        var purchase = New("a");
        await Journal.AddAsync(purchase, Cancellation);

        Assert.Null(await Journal.ClaimAsync("a", Cancellation));
        Assert.Empty(await Journal.ListOpenAsync(10, Cancellation));
    }

    [Fact]
    public async Task An_open_purchase_is_claimed_by_one_worker_at_a_time()
    {
        var purchase = await LeaveAsync(New("a"), PurchaseState.Open);

        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await Journal.ClaimAsync("a", Cancellation), Cancellation)));

        Assert.Equal(purchase.Id, Assert.Single(claims, claim => claim is not null)?.Id);
        await Journal.ReleaseAsync(purchase, Cancellation);
        Assert.Equal(purchase.Id, (await Journal.ClaimAsync("a", Cancellation))?.Id);
    }

    [Fact]
    public async Task The_oldest_open_purchase_is_repeated_first()
    {
        var first = await LeaveAsync(New("a"), PurchaseState.Open);
        Time.Advance(TimeSpan.FromSeconds(1));
        var second = await LeaveAsync(New("a"), PurchaseState.Open);

        Assert.Equal(first.Id, (await Journal.ClaimAsync("a", Cancellation))?.Id);
        Assert.Equal(second.Id, (await Journal.ClaimAsync("a", Cancellation))?.Id);
        Assert.Null(await Journal.ClaimAsync("a", Cancellation));
    }

    [Fact]
    public async Task Purchases_of_another_key_are_never_found()
    {
        await LeaveAsync(New("a"), PurchaseState.Open);

        Assert.Null(await Journal.ClaimAsync("b", Cancellation));
    }

    [Theory]
    [InlineData(PurchaseState.Open, false, true)]
    [InlineData(PurchaseState.Settled, false, false)]
    [InlineData(PurchaseState.Settled, true, true)]
    [InlineData(PurchaseState.Refused, true, false)]
    [InlineData(PurchaseState.Void, true, false)]
    public async Task What_became_of_it_decides_whether_it_is_sent_again(PurchaseState state, bool isUnique, bool again)
    {
        await LeaveAsync(New("a", isUnique), state);

        var claimed = await Journal.ClaimAsync("a", Cancellation);

        Assert.Equal(again ? state : null, claimed?.State);
    }

    [Fact]
    public async Task A_name_buys_once_however_many_try_at_the_same_time()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await Journal.AddAsync(New("order 17", isUnique: true), Cancellation), Cancellation)));

        Assert.Single(added, true);
    }

    [Theory]
    [InlineData(PurchaseState.Open, false)]
    [InlineData(PurchaseState.Settled, false)]
    [InlineData(PurchaseState.Refused, true)]
    [InlineData(PurchaseState.Void, true)]
    public async Task A_name_buys_again_only_when_nothing_was_bought(PurchaseState state, bool again)
    {
        await LeaveAsync(New("order 17", isUnique: true), state);

        Assert.Equal(again, await Journal.AddAsync(New("order 17", isUnique: true), Cancellation));
    }

    [Fact]
    public async Task A_settled_name_can_be_delivered_again_and_again()
    {
        var purchase = await LeaveAsync(New("order 17", isUnique: true), PurchaseState.Settled);

        for (var i = 0; i < 3; i++)
        {
            var claimed = await Journal.ClaimAsync("order 17", Cancellation);
            Assert.Equal((purchase.Id, PurchaseState.Settled), (claimed?.Id, claimed?.State));
            await Journal.ReleaseAsync(claimed!, Cancellation);
        }
        Assert.Empty(await Journal.ListOpenAsync(10, Cancellation));
    }

    [Fact]
    public async Task Open_purchases_nobody_works_on_are_listed_oldest_first()
    {
        var expected = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            expected.Add((await LeaveAsync(New($"key {i}"), PurchaseState.Open)).Id);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        await Journal.ClaimAsync("key 1", Cancellation);
        await LeaveAsync(New("settled"), PurchaseState.Settled);

        Assert.Equal([expected[0], expected[2], expected[3]], (await Journal.ListOpenAsync(3, Cancellation)).Select(purchase => purchase.Id));
        Assert.Equal([expected[0], expected[2], expected[3], expected[4]], (await Journal.ListOpenAsync(100, Cancellation)).Select(purchase => purchase.Id));
    }

    [Fact]
    public async Task Closing_a_purchase_twice_changes_nothing()
    {
        var purchase = await LeaveAsync(New("a"), PurchaseState.Settled);

        await Journal.ReleaseAsync(purchase with { State = PurchaseState.Open }, Cancellation);

        Assert.Null(await Journal.ClaimAsync("a", Cancellation));
        Assert.Empty(await Journal.ListOpenAsync(10, Cancellation));
    }

    protected PurchaseRecord New(string key, bool isUnique = false) => SamplePurchases.New(key, Time.GetUtcNow(), isUnique);

    protected async Task<PurchaseRecord> LeaveAsync(PurchaseRecord purchase, PurchaseState state)
    {
        Assert.True(await Journal.AddAsync(purchase, Cancellation));
        var left = purchase with { State = state };
        await Journal.ReleaseAsync(left, Cancellation);
        return left;
    }
}
