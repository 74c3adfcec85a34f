using Microsoft.Extensions.Time.Testing;
using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>
/// A payment that was withdrawn may be accepted anew with other terms. Whatever part of the engine still has the former ones, nothing is sent for
/// them any more, and their outcome is not the outcome of the new ones.
/// </summary>
public sealed class ChangedTermsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EngineBench _bench;

    public ChangedTermsTests() => _bench = new(time: _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_with_former_terms_is_sent_with_the_new_ones()
    {
        var former = await _bench.AcceptAsync(_bench.Payment(nonce: 1, amount: 1));
        _bench.Chain.Queue.Add(former);
        var present = await _bench.AcceptAnewAsync(former, _bench.Payment(nonce: 1, amount: 1_000_000));
        _bench.Chain.Queue.Add(present);

        await _bench.EmployAsync();
        var sent = await _bench.Node.SentAsync();

        Assert.True(sent.Data.Span.SequenceEqual(present.Call.Data.Span));
        Assert.False(_bench.Node.HasSent);
    }

    [Fact]
    public async Task What_a_relayer_was_about_to_sign_with_former_terms_is_dropped_its_company_is_sent_and_the_new_terms_follow()
    {
        var former = await _bench.AcceptAsync(_bench.Payment(nonce: 1, amount: 1));
        var other = await _bench.AcceptAsync(_bench.Payment(nonce: 2));
        _bench.Chain.Queue.Add(former);
        _bench.Chain.Queue.Add(other);
        var (preparing, prepared) = (new TaskCompletionSource(), new TaskCompletionSource());
        _bench.Node.Answering = method =>
        {
            if (method != "eth_getCode")
                return Task.CompletedTask;
            preparing.TrySetResult();
            return prepared.Task;
        };

        await _bench.EmployAsync();
        await preparing.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        var present = await _bench.AcceptAnewAsync(former, _bench.Payment(nonce: 1, amount: 1_000_000));
        _bench.Chain.Queue.Add(present);
        prepared.SetResult();

        var sent = new[] { await _bench.Node.SentAsync(), await _bench.Node.SentAsync() };
        Assert.Equal([other.Call.Data.ToArray(), present.Call.Data.ToArray()], sent.Select(static transaction => transaction.Data.ToArray()));
        var record = await _bench.FindAsync(present.Call.Id);
        Assert.Equal((SettlementState.Signed, 1UL, "1000000"), (record.State, record.CarriedBy!.Value.Nonce, record.Request.Requirements.Amount));
    }

    [Fact]
    public async Task A_transaction_that_paid_by_former_terms_does_not_confirm_the_new_ones()
    {
        var former = await _bench.AcceptAsync(_bench.Payment(nonce: 1, amount: 1));
        var tracked = await _bench.SignAsync(former, EngineBench.Hash(1));
        // another process found that it cannot land any more
        var again = await _bench.StepAsync(former.Record, SettlementState.Accepted);
        await _bench.StepAsync(again, SettlementState.Withdrawn);
        var present = await _bench.AcceptAsync(_bench.Payment(nonce: 1, amount: 1_000_000));

        // and the chain had it all the same
        _bench.Node.Pay(former.Record.Request, EngineBench.Hash(1), 100);
        var found = new Dictionary<TrackedTransaction, TransactionReceipt> { [tracked] = await _bench.ReceiptOfAsync(EngineBench.Hash(1)) };
        for (var i = 0; i < 2; i++)
            await _bench.Judge.DecideAsync(found, EngineBench.HeadAt(100), Cancellation);

        Assert.Equal(present.Record, await _bench.FindAsync(present.Call.Id));
    }

    [Fact]
    public async Task Who_asked_for_former_terms_is_not_told_that_they_were_paid_when_the_new_ones_were()
    {
        var asking = _bench.SettleAsync(_bench.Payment(nonce: 1, amount: 1));
        var former = Assert.Single((await _bench.Chain.Queue.TakeAsync(9, Cancellation)).Items);
        var present = await _bench.AcceptAnewAsync(former, _bench.Payment(nonce: 1, amount: 1_000_000));
        _bench.Chain.Outcomes.Publish(await _bench.StepAsync(present.Record, SettlementState.Confirmed));

        var answer = await asking.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal((false, PaymentReasons.DuplicateSettlement.Code, ""), (answer.Success, answer.ErrorReason, answer.Transaction));
    }

    [Fact]
    public async Task Who_gives_up_with_former_terms_does_not_withdraw_the_new_ones()
    {
        var asking = _bench.SettleAsync(_bench.Payment(nonce: 1, amount: 1));
        var former = Assert.Single((await _bench.Chain.Queue.TakeAsync(9, Cancellation)).Items);
        var present = await _bench.AcceptAnewAsync(former, _bench.Payment(nonce: 1, amount: 1_000_000));

        while (!asking.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(100));
            await Task.Yield();
        }

        Assert.False((await asking).Success);
        Assert.Equal(SettlementState.Accepted, (await _bench.FindAsync(present.Call.Id)).State);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
