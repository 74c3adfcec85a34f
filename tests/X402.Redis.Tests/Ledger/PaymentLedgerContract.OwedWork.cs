using X402.Ledger;
using X402.Payments;
using X402.Protocol;

namespace X402.Redis.Tests.Ledger;

/// <summary>The upfront flow: what was paid for stays owed until it is done, by one request at a time.</summary>
public abstract partial class PaymentLedgerContract
{
    [Fact]
    public async Task Owed_work_is_taken_up_by_one_request_with_the_receipt_at_hand()
    {
        var wish = await ReachAsync(PaymentState.Owed);
        Assert.Equal(ReservationOutcome.WorkOwed, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);

        var takers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Ledger.ResumeAsync(wish.Id, $"server-{i}", wish.Lease, Cancellation).AsTask()));

        var taken = Assert.Single(takers, taker => taker is not null)!;
        Assert.Equal((PaymentState.Serving, "0xabc"), (taken.State, taken.Receipt?.Transaction));
        Assert.Equal(ReservationOutcome.InProgress, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
        var done = await Ledger.AdvanceAsync(taken, new PaymentAdvance { To = PaymentState.Settled, Response = SamplePayments.Response }, Cancellation);
        Assert.Equal(("0xabc", 200), (done!.Receipt?.Transaction, done.Response?.StatusCode));
        Assert.Equal(ReservationOutcome.AlreadySettled, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
    }

    [Theory]
    [InlineData(PaymentState.Settled, ReservationOutcome.AlreadySettled)]
    [InlineData(PaymentState.Owed, ReservationOutcome.WorkOwed)]
    public async Task What_failed_and_was_paid_after_all_is_noted_once_with_its_receipt(PaymentState paid, ReservationOutcome outcome)
    {
        var wish = await ReachAsync(PaymentState.Failed);
        var failed = await FindAsync(wish);
        var receipt = new SettleResponse { Success = true, Transaction = "0xdef", Network = wish.Requirements.Network };

        var notes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Ledger.AdvanceAsync(failed, new PaymentAdvance { To = paid, Transaction = receipt.Transaction, Receipt = receipt }, Cancellation).AsTask()));

        Assert.Single(notes, note => note is not null);
        var again = await Ledger.ReserveAsync(wish, Cancellation);
        Assert.Equal((outcome, "0xdef", (string?)null), (again.Outcome, again.Record.Receipt?.Transaction, again.Record.Reason));
        Assert.Equal([PaymentState.Failed, paid], again.Record.History.Select(step => step.State).TakeLast(2));
        if (paid == PaymentState.Owed)
            Assert.NotNull(await Ledger.ResumeAsync(wish.Id, "server-2", wish.Lease, Cancellation));
    }

    [Theory]
    [InlineData(PaymentState.Owed)]
    [InlineData(PaymentState.Serving)]
    public async Task Owed_work_is_not_done_for_another_request(PaymentState state)
    {
        var wish = await ReachAsync(state);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ReservationOutcome.UsedForAnotherRequest, (await Ledger.ReserveAsync(wish with { RequestFingerprint = "something else" }, Cancellation)).Outcome);
    }

    [Fact]
    public async Task Work_that_a_lost_owner_began_is_owed_once_its_lease_has_ended()
    {
        var wish = await ReachAsync(PaymentState.Serving);
        var owned = await FindAsync(wish);
        Assert.Null(await Ledger.ResumeAsync(wish.Id, "server-2", wish.Lease, Cancellation));
        Assert.Equal(ReservationOutcome.InProgress, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);

        Time.Advance(wish.Lease + TimeSpan.FromMilliseconds(1));
        Assert.Equal(ReservationOutcome.WorkOwed, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
        Assert.NotNull(await Ledger.ResumeAsync(wish.Id, "server-2", wish.Lease, Cancellation));

        Assert.Null(await Ledger.AdvanceAsync(owned, new PaymentAdvance { To = PaymentState.Settled }, Cancellation));
    }

    [Theory]
    [InlineData(PaymentState.Released)]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Settling)]
    [InlineData(PaymentState.Unknown)]
    [InlineData(PaymentState.Settled)]
    [InlineData(PaymentState.Failed)]
    public async Task No_work_is_taken_up_that_is_not_paid_and_owed(PaymentState state)
    {
        var wish = await ReachAsync(state);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Ledger.ResumeAsync(wish.Id, "server-2", wish.Lease, Cancellation));
        Assert.Equal(state, (await Ledger.FindAsync(wish.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task A_request_that_waits_for_the_work_wakes_when_it_is_owed_again()
    {
        var wish = await ReachAsync(PaymentState.Serving);
        var owned = await FindAsync(wish);
        var waiting = Ledger.WaitAsync(wish.Id, TimeSpan.FromMinutes(1), Cancellation).AsTask();
        await Ledger.AdvanceAsync(owned, new PaymentAdvance { To = PaymentState.Owed, Reason = "handler_failed" }, Cancellation);
        Assert.Equal(PaymentState.Owed, (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation))?.State);
    }
}
