using X402.Ledger;
using X402.Payments;

namespace X402.Redis.Tests.Ledger;

public sealed class InMemoryPaymentLedgerTests : PaymentLedgerContract
{
    private static readonly DateTimeOffset s_endOfTime = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly InMemoryPaymentLedger _ledger;

    public InMemoryPaymentLedgerTests() => _ledger = new(Time);

    protected override IPaymentLedger Ledger => _ledger;

    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Fulfilled)]
    [InlineData(PaymentState.Released)]
    public async Task A_payment_that_was_never_settled_is_forgotten_soon_however_long_its_authorization_is_valid(PaymentState state)
    {
        var wish = await ReachAsync(state, validBefore: s_endOfTime);
        await SweepAsync();
        Assert.NotNull(await Ledger.FindAsync(wish.Id, TestContext.Current.CancellationToken));

        Time.Advance(wish.Lease + UnsentPayments.Silence + TimeSpan.FromSeconds(1));
        await SweepAsync();
        Assert.Null(await Ledger.FindAsync(wish.Id, TestContext.Current.CancellationToken));

        var again = await Ledger.ReserveAsync(wish, TestContext.Current.CancellationToken);
        Assert.Equal(ReservationOutcome.Granted, again.Outcome);
    }

    [Theory]
    [InlineData(PaymentState.Settling)]
    [InlineData(PaymentState.Unknown)]
    [InlineData(PaymentState.Serving)]
    [InlineData(PaymentState.Settled)]
    [InlineData(PaymentState.Failed)]
    [InlineData(PaymentState.Owed)]
    public async Task What_became_of_the_money_is_remembered_to_the_end_of_time_where_the_authorization_is_valid_that_long(PaymentState state)
    {
        var wish = await ReachAsync(state, validBefore: s_endOfTime);
        Time.Advance(TimeSpan.FromDays(400));
        await SweepAsync();
        Assert.Equal(state, (await Ledger.FindAsync(wish.Id, TestContext.Current.CancellationToken))?.State);
    }

    [Fact]
    public async Task A_final_payment_is_forgotten_when_its_authorization_and_the_retention_are_over()
    {
        var wish = await ReachAsync(PaymentState.Settled, validBefore: Time.GetUtcNow().AddDays(30));
        Time.Advance(TimeSpan.FromDays(36));
        await SweepAsync();
        Assert.NotNull(await Ledger.FindAsync(wish.Id, TestContext.Current.CancellationToken));
        Time.Advance(TimeSpan.FromDays(2));
        await SweepAsync();
        Assert.Null(await Ledger.FindAsync(wish.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_lost_owner_of_a_forgotten_record_has_no_part_in_the_next_one()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        var lost = (await Ledger.ReserveAsync(wish, TestContext.Current.CancellationToken)).Record;
        Time.Advance(wish.Lease + UnsentPayments.Silence + TimeSpan.FromSeconds(1));
        await SweepAsync();

        var next = (await Ledger.ReserveAsync(wish, TestContext.Current.CancellationToken)).Record;

        Assert.Equal([PaymentState.Reserved], next.History.Select(step => step.State));
        Assert.Null(await Ledger.AdvanceAsync(lost, new PaymentAdvance { To = PaymentState.Verified }, TestContext.Current.CancellationToken));
        Assert.NotNull(await Ledger.AdvanceAsync(next, new PaymentAdvance { To = PaymentState.Verified }, TestContext.Current.CancellationToken));
    }

    // the ledger looks through its records once in a few thousand reservations
    private async Task SweepAsync()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        for (var i = 0; i < 4096; i++)
            await Ledger.ReserveAsync(wish, TestContext.Current.CancellationToken);
    }
}
