using StackExchange.Redis;
using X402.Ledger;
using X402.Payments;

namespace X402.Redis.Tests.Ledger;

/// <summary>What a payment costs the store, and for how long: little before any money is concerned, and from then on as long as it matters.</summary>
public abstract partial class StoredPaymentLedgerTests
{
    private static readonly DateTimeOffset s_endOfTime = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Fulfilled)]
    [InlineData(PaymentState.Released)]
    public async Task A_payment_that_was_never_settled_is_forgotten_soon_however_long_its_authorization_is_valid(PaymentState state)
    {
        var wish = await ReachAsync(state, "the-buyers-name", s_endOfTime);
        var longest = state == PaymentState.Released ? UnsentPayments.Released : wish.Lease + UnsentPayments.Silence;

        foreach (var key in await KeysOfAsync(wish))
            Assert.InRange(await LifetimeAsync(key) ?? TimeSpan.MaxValue, longest - TimeSpan.FromMinutes(1), longest);
    }

    [Fact]
    public async Task A_payment_that_another_one_replaced_is_forgotten_soon()
    {
        var lost = await ReachAsync(PaymentState.Fulfilled, "the-buyers-name");
        Time.Advance(lost.Lease + TimeSpan.FromMilliseconds(1));
        var successor = SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = "the-buyers-name", ValidBefore = s_endOfTime };
        Assert.Equal(ReservationOutcome.Granted, (await Ledger.ReserveAsync(successor, Cancellation)).Outcome);

        foreach (var key in new[] { RecordKey(lost), ResponseKey(lost) })
            Assert.InRange(await LifetimeAsync(key) ?? TimeSpan.MaxValue, TimeSpan.Zero, UnsentPayments.Released);
    }

    [Fact]
    public async Task An_owner_that_renews_its_lease_never_loses_its_record()
    {
        var wish = await ReachAsync(PaymentState.Fulfilled, "the-buyers-name");
        var keys = await KeysOfAsync(wish);
        foreach (var key in keys)
            await (await DatabaseAsync()).KeyExpireAsync(key, TimeSpan.FromMinutes(1));

        Assert.True(await Ledger.RenewAsync(wish.Id, (await Ledger.FindAsync(wish.Id, Cancellation))!.Fence, wish.Lease, Cancellation));

        Assert.Equal(3, keys.Count);
        foreach (var key in keys)
            Assert.True(await LifetimeAsync(key) > UnsentPayments.Silence, key);
    }

    [Theory]
    [InlineData(PaymentState.Settling)]
    [InlineData(PaymentState.Unknown)]
    [InlineData(PaymentState.Serving)]
    public async Task No_clock_ends_a_payment_whose_settlement_was_asked_for(PaymentState state)
    {
        var wish = await ReachAsync(state, "the-buyers-name");
        foreach (var key in await KeysOfAsync(wish))
            Assert.Null(await LifetimeAsync(key));

        await Ledger.RenewAsync(wish.Id, (await Ledger.FindAsync(wish.Id, Cancellation))!.Fence, wish.Lease, Cancellation);
        foreach (var key in await KeysOfAsync(wish))
            Assert.Null(await LifetimeAsync(key));
    }

    [Theory]
    [InlineData(PaymentState.Settled)]
    [InlineData(PaymentState.Failed)]
    [InlineData(PaymentState.Owed)]
    public async Task What_became_of_the_money_is_remembered_beyond_the_end_of_the_authorization(PaymentState state)
    {
        var wish = await ReachAsync(state, "the-buyers-name", Time.GetUtcNow().AddDays(30));
        foreach (var key in new[] { RecordKey(wish), IdentifierKey("the-buyers-name") })
            Assert.True(await LifetimeAsync(key) > TimeSpan.FromDays(36), key);
    }

    [Fact]
    public async Task The_list_of_released_payments_does_not_outlive_them()
    {
        var first = await ReachAsync(PaymentState.Released);
        Time.Advance(UnsentPayments.Released + TimeSpan.FromSeconds(1));
        var second = await ReachAsync(PaymentState.Released);

        var listed = await (await DatabaseAsync()).SortedSetRangeByRankAsync(_store.Store.Key("ledger:state:0"));
        Assert.Equal([second.Id.ToString()], listed.Select(entry => (string)entry!));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task An_old_open_settlement_stays_in_its_list_whatever_is_settled_beside_it()
    {
        var old = await ReachAsync(PaymentState.Settling);
        Time.Advance(TimeSpan.FromDays(400));
        await ReachAsync(PaymentState.Settled);

        var found = new List<PaymentId>();
        await foreach (var record in Ledger.QueryAsync(new PaymentQuery { States = [PaymentState.Settling] }, Cancellation))
            found.Add(record.Id);
        Assert.Equal([old.Id], found);
    }

    [Fact]
    public async Task A_lost_owner_of_a_forgotten_record_has_no_part_in_the_next_one()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        var lost = (await Ledger.ReserveAsync(wish, Cancellation)).Record;
        await (await DatabaseAsync()).KeyDeleteAsync(RecordKey(wish));
        Time.Advance(UnsentPayments.Silence);

        var next = (await Ledger.ReserveAsync(wish, Cancellation)).Record;

        Assert.True(next.Fence > lost.Fence);
        Assert.Null(await Ledger.AdvanceAsync(lost, new PaymentAdvance { To = PaymentState.Verified }, Cancellation));
        Assert.False(await Ledger.RenewAsync(wish.Id, lost.Fence, wish.Lease, Cancellation));
        Assert.NotNull(await Ledger.AdvanceAsync(next, new PaymentAdvance { To = PaymentState.Verified }, Cancellation));
    }

    private async Task<IDatabase> DatabaseAsync() => (await _store.Store.ConnectAsync(Cancellation)).GetDatabase();

    private async Task<TimeSpan?> LifetimeAsync(RedisKey key) => await (await DatabaseAsync()).KeyTimeToLiveAsync(key);

    // every key of its own that the payment has in the store
    private async Task<List<string>> KeysOfAsync(PaymentReservation wish)
    {
        var keys = new List<string>();
        foreach (var key in new[] { RecordKey(wish), ResponseKey(wish), IdentifierKey(wish.IdentifierKey!) })
        {
            if (await (await DatabaseAsync()).KeyExistsAsync(key))
                keys.Add(key!);
        }
        Assert.Contains(RecordKey(wish).ToString(), keys);
        return keys;
    }

    private RedisKey RecordKey(PaymentReservation wish) => _store.Store.Key($"ledger:payment:{wish.Id}");

    private RedisKey ResponseKey(PaymentReservation wish) => _store.Store.Key($"ledger:response:{wish.Id}");

    private RedisKey IdentifierKey(string identifier) => _store.Store.Key($"ledger:identifier:{identifier}");
}
