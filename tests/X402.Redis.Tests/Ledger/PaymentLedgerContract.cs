using Microsoft.Extensions.Time.Testing;
using X402.Ledger;
using X402.Payments;

namespace X402.Redis.Tests.Ledger;

/// <summary>What every ledger has to do, whatever it keeps payments in.</summary>
public abstract partial class PaymentLedgerContract
{
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    protected abstract IPaymentLedger Ledger { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_payment_is_granted_and_remembered_as_it_was()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        var result = await Ledger.ReserveAsync(wish, Cancellation);

        Assert.Equal(ReservationOutcome.Granted, result.Outcome);
        var found = await Ledger.FindAsync(wish.Id, Cancellation);
        Assert.NotNull(found);
        Assert.Equal(PaymentState.Reserved, found.State);
        Assert.Equal(result.Record.Fence, found.Fence);
        Assert.Equal((wish.RequestFingerprint, wish.Endpoint, wish.Owner, wish.ValidBefore, wish.TraceId),
            (found.RequestFingerprint, found.Endpoint, found.Owner, found.ValidBefore, found.TraceId));
        Assert.Equal(wish.Requirements.Amount, found.Requirements.Amount);
        Assert.Equal("X402 Development Dollar", found.Requirements.GetExtra("name"));
        Assert.Equal("10000", found.Payload.Payload.GetProperty("authorization").GetProperty("value").GetString());
        Assert.Equal([new PaymentTransition(PaymentState.Reserved, Time.GetUtcNow())], found.History);
    }

    [Fact]
    public async Task A_thousand_racing_requests_get_one_grant()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        var results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => Ledger.ReserveAsync(wish, Cancellation).AsTask(), Cancellation)));
        Assert.Single(results, result => result.Outcome == ReservationOutcome.Granted);
        Assert.Equal(999, results.Count(result => result.Outcome == ReservationOutcome.InProgress));
    }

    [Fact]
    public async Task A_payment_in_progress_is_refused_to_another_request()
    {
        var wish = await ReachAsync(PaymentState.Reserved);
        var other = await Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow(), "something else", id: wish.Id), Cancellation);
        Assert.Equal(ReservationOutcome.UsedForAnotherRequest, other.Outcome);
    }

    [Fact]
    public async Task A_settled_payment_gives_its_stored_result_to_the_same_request()
    {
        var wish = await ReachAsync(PaymentState.Settled);
        var again = await Ledger.ReserveAsync(wish, Cancellation);

        Assert.Equal(ReservationOutcome.AlreadySettled, again.Outcome);
        Assert.Equal("0xabc", again.Record.Receipt?.Transaction);
        Assert.Equal(SamplePayments.Response.StatusCode, again.Record.Response?.StatusCode);
        Assert.Equal(SamplePayments.Response.Headers, again.Record.Response?.Headers);
        Assert.Equal(SamplePayments.Response.Body.ToArray(), again.Record.Response?.Body.ToArray());
    }

    [Fact]
    public async Task A_settled_payment_buys_nothing_else()
    {
        var wish = await ReachAsync(PaymentState.Settled);
        var other = await Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow(), "something else", id: wish.Id), Cancellation);
        Assert.Equal(ReservationOutcome.UsedForAnotherRequest, other.Outcome);
    }

    [Fact]
    public async Task A_failed_payment_stays_failed()
    {
        var wish = await ReachAsync(PaymentState.Failed);
        Assert.Equal(ReservationOutcome.AlreadyFailed, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
    }

    [Fact]
    public async Task A_released_payment_can_be_used_again_also_for_another_request()
    {
        var wish = await ReachAsync(PaymentState.Released);
        var again = await Ledger.ReserveAsync(SamplePayments.New(Time.GetUtcNow(), "something else", id: wish.Id), Cancellation);
        Assert.Equal(ReservationOutcome.Granted, again.Outcome);
        Assert.Null(again.Record.Reason);
        Assert.Equal("something else", again.Record.RequestFingerprint);
    }

    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Fulfilled)]
    public async Task A_lost_owner_is_replaced_after_its_lease_while_nothing_was_sent(PaymentState state)
    {
        var wish = await ReachAsync(state);
        Time.Advance(wish.Lease + TimeSpan.FromMilliseconds(1));
        var successor = await Ledger.ReserveAsync(wish with { Owner = "server-2" }, Cancellation);
        Assert.Equal(ReservationOutcome.Granted, successor.Outcome);
        Assert.Equal("server-2", successor.Record.Owner);
        Assert.Null(successor.Record.Response);

        var stale = await Ledger.AdvanceAsync(successor.Record with { Fence = successor.Record.Fence - 1 }, new PaymentAdvance { To = PaymentState.Verified }, Cancellation);
        Assert.Null(stale);
        Assert.NotNull(await Ledger.AdvanceAsync(successor.Record, new PaymentAdvance { To = PaymentState.Verified }, Cancellation));
    }

    [Theory]
    [InlineData(PaymentState.Settling, ReservationOutcome.InProgress)]
    [InlineData(PaymentState.Unknown, ReservationOutcome.OutcomeUnknown)]
    public async Task What_may_have_been_sent_is_never_released_by_a_clock(PaymentState state, ReservationOutcome outcome)
    {
        var wish = await ReachAsync(state);
        Time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(outcome, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
        Assert.Equal(state, (await Ledger.FindAsync(wish.Id, Cancellation))?.State);
    }

    [Theory]
    [InlineData(PaymentState.Settling)]
    [InlineData(PaymentState.Unknown)]
    public async Task An_open_settlement_is_taken_over_by_one_reconciler(PaymentState state)
    {
        var wish = await ReachAsync(state);
        Assert.Null(await Ledger.TakeOverAsync(wish.Id, "reconciler", TimeSpan.FromMinutes(1), Cancellation));
        Time.Advance(wish.Lease + TimeSpan.FromMilliseconds(1));

        var takers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Ledger.TakeOverAsync(wish.Id, $"reconciler-{i}", TimeSpan.FromMinutes(1), Cancellation).AsTask()));
        var taken = Assert.Single(takers, taker => taker is not null);
        Assert.NotNull(taken!.Response);
        Assert.NotNull(await Ledger.AdvanceAsync(taken, new PaymentAdvance { To = PaymentState.Settled, Receipt = SamplePayments.Receipt }, Cancellation));
    }

    [Fact]
    public async Task Only_the_steps_of_the_state_machine_are_taken()
    {
        foreach (var from in Enum.GetValues<PaymentState>())
        {
            foreach (var to in Enum.GetValues<PaymentState>())
            {
                var wish = await ReachAsync(from);
                var advanced = await Ledger.AdvanceAsync(await FindAsync(wish), new PaymentAdvance { To = to }, Cancellation);
                Assert.True((advanced is not null) == PaymentStateMachine.CanAdvance(from, to), $"{from} -> {to}");
            }
        }
    }

    [Fact]
    public async Task The_owner_keeps_a_long_job_by_renewing_its_lease()
    {
        var wish = await ReachAsync(PaymentState.Verified);
        var fence = (await Ledger.FindAsync(wish.Id, Cancellation))!.Fence;
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(wish.Lease / 2);
            Assert.True(await Ledger.RenewAsync(wish.Id, fence, wish.Lease, Cancellation));
        }
        Assert.Equal(ReservationOutcome.InProgress, (await Ledger.ReserveAsync(wish, Cancellation)).Outcome);
        Assert.False(await Ledger.RenewAsync(wish.Id, fence - 1, wish.Lease, Cancellation));
    }

    [Fact]
    public async Task A_waiting_request_wakes_with_the_result()
    {
        var wish = await ReachAsync(PaymentState.Settling);
        var owned = await FindAsync(wish);
        var waiting = Ledger.WaitAsync(wish.Id, TimeSpan.FromMinutes(1), Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        await Ledger.AdvanceAsync(owned, new PaymentAdvance { To = PaymentState.Settled, Receipt = SamplePayments.Receipt }, Cancellation);
        var record = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(PaymentState.Settled, record?.State);
        Assert.NotNull(record?.Response);
    }

    [Fact]
    public async Task The_history_tells_every_step_with_its_evidence()
    {
        var wish = await ReachAsync(PaymentState.Settled);
        var record = await Ledger.FindAsync(wish.Id, Cancellation);
        Assert.Equal([PaymentState.Reserved, PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling, PaymentState.Settled], record!.History.Select(step => step.State));
        Assert.Equal("0xabc", record.History[^1].Transaction);
        Assert.Equal("0xabc", record.Transaction);
    }

    [Fact]
    public async Task States_that_were_passed_on_the_way_are_noted_in_one_step_each_with_its_time()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        var reserved = (await Ledger.ReserveAsync(wish, Cancellation)).Record;
        var began = Time.GetUtcNow();
        var verified = new PaymentTransition(PaymentState.Verified, began.AddMilliseconds(3));
        var fulfilled = new PaymentTransition(PaymentState.Fulfilled, began.AddMilliseconds(7));
        Time.Advance(TimeSpan.FromMilliseconds(8));

        var settling = await Ledger.AdvanceAsync(reserved, new PaymentAdvance { To = PaymentState.Settling, Passed = [verified, fulfilled], Response = SamplePayments.Response }, Cancellation);

        var found = await FindAsync(wish);
        foreach (var record in new[] { settling!, found })
        {
            Assert.Equal(PaymentState.Settling, record.State);
            Assert.Equal([new PaymentTransition(PaymentState.Reserved, began), verified, fulfilled, new(PaymentState.Settling, Time.GetUtcNow())], record.History);
            Assert.Equal(SamplePayments.Response.Body.ToArray(), record.Response!.Body.ToArray());
        }
        Assert.Equal([wish.Id], (await ListAsync(new PaymentQuery { States = [PaymentState.Settling] })).Select(record => record.Id));
        Assert.Empty(await ListAsync(new PaymentQuery { States = [PaymentState.Reserved, PaymentState.Verified, PaymentState.Fulfilled] }));
    }

    [Theory]
    [InlineData(PaymentState.Fulfilled, PaymentState.Settling)]
    [InlineData(PaymentState.Verified, PaymentState.Settled)]
    [InlineData(PaymentState.Released, PaymentState.Settling)]
    public async Task A_way_that_the_state_machine_does_not_know_is_not_gone(PaymentState passed, PaymentState to)
    {
        var wish = await ReachAsync(PaymentState.Reserved);
        var advance = new PaymentAdvance { To = to, Passed = [new(passed, Time.GetUtcNow())] };
        Assert.Null(await Ledger.AdvanceAsync(await FindAsync(wish), advance, Cancellation));
        Assert.Equal(PaymentState.Reserved, (await FindAsync(wish)).State);
    }

    [Fact]
    public async Task Of_two_steps_from_one_state_the_second_is_refused()
    {
        var verified = await FindAsync(await ReachAsync(PaymentState.Verified));
        Assert.NotNull(await Ledger.AdvanceAsync(verified, new PaymentAdvance { To = PaymentState.Settling }, Cancellation));
        Assert.Null(await Ledger.AdvanceAsync(verified, new PaymentAdvance { To = PaymentState.Released }, Cancellation));
        Assert.Equal(PaymentState.Settling, (await Ledger.FindAsync(verified.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task A_reason_of_another_party_cannot_damage_the_history()
    {
        var wish = await ReachAsync(PaymentState.Verified);
        await Ledger.AdvanceAsync(await FindAsync(wish), new PaymentAdvance { To = PaymentState.Released, Reason = "bad|reason\n9|9|9|9" }, Cancellation);
        var record = await Ledger.FindAsync(wish.Id, Cancellation);
        Assert.Equal([PaymentState.Reserved, PaymentState.Verified, PaymentState.Released], record!.History.Select(step => step.State));
    }

    [Fact]
    public async Task Operators_find_payments_by_state_newest_first()
    {
        var first = await ReachAsync(PaymentState.Unknown);
        Time.Advance(TimeSpan.FromSeconds(1));
        var second = await ReachAsync(PaymentState.Unknown);
        await ReachAsync(PaymentState.Settled);

        var unknown = await ListAsync(new PaymentQuery { States = [PaymentState.Unknown] });
        Assert.Equal([second.Id, first.Id], unknown.Select(record => record.Id));
        Assert.Equal([first.Id], (await ListAsync(new PaymentQuery { States = [PaymentState.Unknown], UpdatedBefore = Time.GetUtcNow() })).Select(record => record.Id));
        Assert.Equal([second.Id], (await ListAsync(new PaymentQuery { States = [PaymentState.Unknown], Limit = 1 })).Select(record => record.Id));
        Assert.Equal(3, (await ListAsync(new PaymentQuery())).Count);
    }

    [Fact]
    public async Task A_payment_nobody_reserved_is_not_there()
    {
        var wish = SamplePayments.New(Time.GetUtcNow());
        var id = wish.Id;
        Assert.Null(await Ledger.FindAsync(id, Cancellation));
        Assert.Null(await Ledger.WaitAsync(id, TimeSpan.FromSeconds(1), Cancellation));
        Assert.Null(await Ledger.AdvanceAsync(PaymentRecord.Of(wish, 1, Time.GetUtcNow(), []), new PaymentAdvance { To = PaymentState.Verified }, Cancellation));
        Assert.Null(await Ledger.TakeOverAsync(id, "reconciler", TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(await Ledger.RenewAsync(id, 1, TimeSpan.FromMinutes(1), Cancellation));
    }

    protected async Task<PaymentReservation> ReachAsync(PaymentState state, string? identifier = null, DateTimeOffset? validBefore = null)
    {
        var wish = SamplePayments.New(Time.GetUtcNow()) with { IdentifierKey = identifier };
        wish = wish with { ValidBefore = validBefore ?? wish.ValidBefore };
        var record = (await Ledger.ReserveAsync(wish, Cancellation)).Record;
        PaymentState[] path = state switch
        {
            PaymentState.Reserved => [],
            PaymentState.Released => [PaymentState.Released],
            PaymentState.Verified => [PaymentState.Verified],
            PaymentState.Fulfilled => [PaymentState.Verified, PaymentState.Fulfilled],
            PaymentState.Settling => [PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling],
            PaymentState.Serving => [PaymentState.Verified, PaymentState.Settling, PaymentState.Serving],
            PaymentState.Owed => [PaymentState.Verified, PaymentState.Settling, PaymentState.Serving, PaymentState.Owed],
            _ => [PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling, state],
        };
        foreach (var step in path)
        {
            record = await Ledger.AdvanceAsync(record, new PaymentAdvance
            {
                To = step,
                Reason = step is PaymentState.Released or PaymentState.Failed ? "handler_failed" : null,
                Transaction = step is PaymentState.Settled or PaymentState.Serving ? "0xabc" : null,
                Receipt = step is PaymentState.Settled or PaymentState.Serving ? SamplePayments.Receipt : null,
                Response = step is PaymentState.Fulfilled ? SamplePayments.Response : null,
            }, Cancellation);
            Assert.NotNull(record);
        }
        return wish;
    }

    private async Task<PaymentRecord> FindAsync(PaymentReservation wish) => (await Ledger.FindAsync(wish.Id, Cancellation))!;

    private async Task<List<PaymentRecord>> ListAsync(PaymentQuery query)
    {
        var found = new List<PaymentRecord>();
        await foreach (var record in Ledger.QueryAsync(query, Cancellation))
            found.Add(record);
        return found;
    }
}
