using X402.Ledger;
using X402.Payments;

namespace X402.Redis.Tests.Ledger;

/// <summary>The buyer's identifier: of all payments with one key at most one goes on.</summary>
public abstract partial class PaymentLedgerContract
{
    private static string NewKey() => $"{Guid.NewGuid():n}{Guid.NewGuid():n}";

    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Fulfilled)]
    [InlineData(PaymentState.Settling)]
    [InlineData(PaymentState.Settled)]
    [InlineData(PaymentState.Unknown)]
    [InlineData(PaymentState.Owed)]
    [InlineData(PaymentState.Serving)]
    public async Task A_second_payment_with_a_held_identifier_learns_of_the_first_one_and_leaves_no_trace(PaymentState state)
    {
        var key = NewKey();
        var first = await ReachAsync(state, key);
        var second = SamplePayments.New(Time.GetUtcNow(), "something else") with { IdentifierKey = key };

        var result = await Ledger.ReserveAsync(second, Cancellation);

        Assert.Equal(ReservationOutcome.IdentifierTaken, result.Outcome);
        Assert.Equal((first.Id, state, key), (result.Record.Id, result.Record.State, result.Record.IdentifierKey));
        Assert.Equal(state is PaymentState.Settled, result.Record is { Receipt: not null, Response: not null });
        Assert.Null(await Ledger.FindAsync(second.Id, Cancellation));
    }

    [Theory]
    [InlineData(PaymentState.Released)]
    [InlineData(PaymentState.Failed)]
    public async Task An_identifier_is_free_again_when_its_payment_moved_no_money(PaymentState state)
    {
        var key = NewKey();
        await ReachAsync(state, key);
        var second = SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = key };

        Assert.Equal(ReservationOutcome.Granted, (await Ledger.ReserveAsync(second, Cancellation)).Outcome);
        var third = SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = key };
        Assert.Equal(second.Id, (await Ledger.ReserveAsync(third, Cancellation)).Record.Id);
    }

    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Fulfilled)]
    public async Task A_lost_owner_gives_the_identifier_up_and_can_do_nothing_more_with_its_payment(PaymentState state)
    {
        var key = NewKey();
        var first = await ReachAsync(state, key);
        var owned = await FindAsync(first);
        Time.Advance(first.Lease + TimeSpan.FromMilliseconds(1));

        var second = SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = key };
        Assert.Equal(ReservationOutcome.Granted, (await Ledger.ReserveAsync(second, Cancellation)).Outcome);

        foreach (var step in Enum.GetValues<PaymentState>())
            Assert.Null(await Ledger.AdvanceAsync(owned, new PaymentAdvance { To = step }, Cancellation));
        var ended = await Ledger.FindAsync(first.Id, Cancellation);
        Assert.Equal((PaymentState.Released, "payment_replaced"), (ended!.State, ended.Reason));
        Assert.Equal(PaymentState.Released, ended.History[^1].State);
        // and it cannot come back beside its successor
        Assert.Equal(ReservationOutcome.IdentifierTaken, (await Ledger.ReserveAsync(first, Cancellation)).Outcome);
    }

    [Fact]
    public async Task The_same_payment_is_judged_by_itself_and_not_by_its_identifier()
    {
        var key = NewKey();
        var wish = await ReachAsync(PaymentState.Settled, key);

        Assert.Equal(ReservationOutcome.AlreadySettled, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
        Assert.Equal(ReservationOutcome.AlreadySettled, (await Ledger.ReserveAsync(wish with { IdentifierKey = NewKey() }, Cancellation)).Outcome);
        Assert.Equal(ReservationOutcome.Granted, (await Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = NewKey() }, Cancellation)).Outcome);
    }

    [Fact]
    public async Task A_payment_that_comes_back_under_another_identifier_frees_the_first_one()
    {
        var (one, two) = (NewKey(), NewKey());
        var wish = await ReachAsync(PaymentState.Released, one);
        Assert.Equal(ReservationOutcome.Granted, (await Ledger.ReserveAsync(wish with { IdentifierKey = two }, Cancellation)).Outcome);

        Assert.Equal(ReservationOutcome.Granted, (await Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = one }, Cancellation)).Outcome);
        Assert.Equal(ReservationOutcome.IdentifierTaken, (await Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = two }, Cancellation)).Outcome);
    }

    [Fact]
    public async Task Two_hundred_racing_payments_with_one_identifier_get_one_grant()
    {
        var key = NewKey();
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(
            () => Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = key }, Cancellation).AsTask(), Cancellation)));

        var granted = Assert.Single(results, result => result.Outcome == ReservationOutcome.Granted);
        Assert.Equal(199, results.Count(result => result.Outcome == ReservationOutcome.IdentifierTaken && result.Record.Id == granted.Record.Id));
    }
}
