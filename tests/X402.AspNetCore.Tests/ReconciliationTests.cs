using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore.Tests;

/// <summary>After a lost answer or the death of a server every payment ends with a definite answer, by evidence.</summary>
public sealed class ReconciliationTests
{
    private const string Another = "0x2222222222222222222222222222222222222222222222222222222222222222";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_reconciler_closes_an_unknown_outcome_by_the_facilitators_evidence(bool moved)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), clock: new());
        shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
        var payment = await shop.SignAsync("/x");
        using var pending = await shop.PayAsync("/x", payment);
        Assert.Equal(HttpStatusCode.BadGateway, pending.StatusCode);

        var asked = new TaskCompletionSource();
        shop.Facilitator.OnSettle = (request, _) =>
        {
            asked.TrySetResult();
            return Task.FromResult(moved ? ScriptedFacilitator.Settled(request) : ScriptedFacilitator.Failed(request, "authorization_expired_unused"));
        };
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        await asked.Task;

        Assert.Equal(moved ? PaymentState.Settled : PaymentState.Failed, (await ClosedAsync(shop, payment)).State);
        using var again = await shop.PayAsync("/x", payment);
        Assert.Equal(moved ? HttpStatusCode.OK : HttpStatusCode.PaymentRequired, again.StatusCode);
        Assert.Equal(2, shop.Facilitator.Settlements);
    }

    public static TheoryData<string, string, bool> Refusals => new()
    {
        { "invalid_exact_evm_nonce_already_used", "", false },
        { "invalid_exact_evm_insufficient_balance", "", false },
        { "invalid_exact_evm_insufficient_balance", "", true },
        { "invalid_exact_evm_transaction_simulation_failed", "", false },
        { "invalid_exact_evm_payload_authorization_valid_before", "", true },
        { "payment_expired", "", false },
        { "a_reason_nobody_has_heard_of", "", false },
        { "invalid_exact_evm_transaction_failed", Another, false },
        { "invalid_exact_evm_transaction_failed", Another, true },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task That_a_settlement_cannot_be_asked_for_again_does_not_mean_that_the_first_one_failed(string reason, string transaction, bool died)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), clock: new(), options: o => (o.ReconcileInterval, o.DuplicateWait) = (TimeSpan.FromHours(1), TimeSpan.Zero));
        var payment = await shop.SignAsync("/x");
        if (died)
        {
            await LeaveBehindAsync(shop, payment, PaymentState.Settling);
        }
        else
        {
            shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
            using var lost = await shop.PayAsync("/x", payment);
        }

        shop.Facilitator.OnSettle = (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, reason, transaction));
        // the second refusal is about a transaction that the first one named, and still it is no answer to the question that was lost
        for (var i = 0; i < 2; i++)
        {
            shop.Time().Advance(TimeSpan.FromMinutes(1));
            using var refused = await shop.PayAsync("/x", payment);
            Assert.Equal((HttpStatusCode.BadGateway, "settlement_pending"), (refused.StatusCode, await Wallet.ReasonOf(refused)));
            Assert.Equal(PaymentState.Unknown, (await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!.State);
        }

        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request));
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        using var paid = await shop.PayAsync("/x", payment);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
    }

    [Fact]
    public async Task The_transaction_that_was_pending_has_failed_when_the_facilitator_says_so_of_that_very_one()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), clock: new(), options: o => o.ReconcileInterval = TimeSpan.FromHours(1));
        var payment = await shop.SignAsync("/x");
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "settlement_pending", ScriptedFacilitator.Transaction));
        using var pending = await shop.PayAsync("/x", payment);

        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_transaction_failed", ScriptedFacilitator.Transaction));
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        using var failed = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode.PaymentRequired, "payment_failed"), (failed.StatusCode, await Wallet.ReasonOf(failed)));
    }

    [Fact]
    public async Task A_payment_that_stays_unknown_is_asked_for_ever_less_often_and_never_given_up()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), clock: new());
        var asked = new SemaphoreSlim(0);
        shop.Facilitator.OnSettle = (_, _) =>
        {
            asked.Release();
            throw new FacilitatorException();
        };
        var payment = await shop.SignAsync("/x");
        using var pending = await shop.PayAsync("/x", payment);
        await asked.WaitAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 5; i++)
        {
            // the pause before the next question begins when the last one is written down, which may be after the clock was put forward
            do
                shop.Time().Advance(TimeSpan.FromDays(1));
            while (!await asked.WaitAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken));
        }

        Assert.Equal(PaymentState.Unknown, (await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!.State);
    }

    [Theory]
    [InlineData("its facilitator never answers")]
    [InlineData("its view of the chain breaks")]
    public async Task One_payment_with_a_trouble_of_its_own_keeps_no_other_one_waiting_and_is_asked_for_again(string trouble)
    {
        var view = new BrokenView();
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "x").RequirePayment("$0.01"),
            builder => builder.Services.AddSingleton<ISettlementEvidence>(view),
            clock: new());
        shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
        PaymentPayload[] payments = [await shop.SignAsync("/x"), await shop.SignAsync("/x"), await shop.SignAsync("/x")];
        foreach (var payment in payments)
        {
            (await shop.PayAsync("/x", payment)).Dispose();
            shop.Time().Advance(TimeSpan.FromMilliseconds(10));
        }

        // the middle one: in whatever order they are looked after, another one comes after it
        var troubled = Wallet.IdOf(payments[1], payments[1].Accepted!);
        if (trouble == "its view of the chain breaks")
            view.Breaks = troubled;
        shop.Facilitator.OnSettle = (request, _) => view.Breaks is null && Wallet.IdOf(request.Payload, request.Requirements) == troubled
            ? new TaskCompletionSource<SettleResponse>().Task
            : Task.FromResult(ScriptedFacilitator.Settled(request));
        shop.Time().Advance(TimeSpan.FromSeconds(6));
        await ClosedAsync(shop, payments[0]).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await ClosedAsync(shop, payments[2]).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentState.Unknown, (await shop.Ledger.FindAsync(troubled, TestContext.Current.CancellationToken))!.State);

        (view.Breaks, shop.Facilitator.OnSettle) = (null, static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request)));
        var closed = ClosedAsync(shop, payments[1]);
        while (!closed.IsCompleted)
        {
            shop.Time().Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(closed, Task.Delay(20, TestContext.Current.CancellationToken));
        }
        Assert.Equal(PaymentState.Settled, (await closed).State);
    }

    [Fact]
    public async Task Where_the_facilitator_tells_the_end_nobody_has_to_ask_for_it()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), clock: new());
        var (watched, decided) = (new TaskCompletionSource<PaymentId>(), new TaskCompletionSource());
        shop.Facilitator.OnWait = (id, cancellationToken) =>
        {
            watched.TrySetResult(id);
            return decided.Task.WaitAsync(cancellationToken);
        };
        shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
        var payment = await shop.SignAsync("/x");
        using var pending = await shop.PayAsync("/x", payment);
        await WatchedAsync();
        var asked = shop.Facilitator.Settlements;

        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request));
        // from here on the clock stands still: no reconciler comes round
        decided.SetResult();

        Assert.Equal(PaymentState.Settled, (await ClosedAsync(shop, payment)).State);
        Assert.Equal(Wallet.IdOf(payment, payment.Accepted!), await watched.Task);
        Assert.Equal(asked + 1, shop.Facilitator.Settlements);

        // the reconciler's rounds are short steps of the clock; between them the question is not due
        async Task WatchedAsync()
        {
            while (!watched.Task.IsCompleted)
            {
                shop.Time().Advance(TimeSpan.FromSeconds(5));
                await Task.WhenAny(watched.Task, Task.Delay(50, TestContext.Current.CancellationToken));
            }
        }
    }

    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Verified)]
    [InlineData(PaymentState.Fulfilled)]
    [InlineData(PaymentState.Settling)]
    public async Task Whatever_a_killed_server_left_behind_the_buyer_gets_its_result_and_pays_once(PaymentState left)
    {
        var served = 0;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => $"served {++served}").RequirePayment("$0.01"), clock: new(), options: o => o.DuplicateWait = TimeSpan.Zero);
        var payment = await shop.SignAsync("/x");
        var record = await LeaveBehindAsync(shop, payment, left);

        // its lease still runs: it might be alive
        using var early = await shop.PayAsync("/x", payment);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        await ClosedOrFreeAsync(shop, record);
        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // where the result was on record it is not made again
        Assert.Equal(left == PaymentState.Settling ? "left behind" : "served 1", await Wallet.BodyOf(response));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    // what a process that died at this state has written
    private static async Task<PaymentRecord> LeaveBehindAsync(Shop shop, PaymentPayload payment, PaymentState left)
    {
        var token = TestContext.Current.CancellationToken;
        PaymentRecord? witnessed = null;
        // the fingerprint is the gate's own: take it from a request that released its payment
        var verify = shop.Facilitator.OnVerify;
        shop.Facilitator.OnVerify = async (_, _) =>
        {
            witnessed = await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), token);
            return new() { IsValid = false, InvalidReason = "network_unavailable" };
        };
        using (await shop.PayAsync("/x", payment))
            shop.Facilitator.OnVerify = verify;

        var reserved = await shop.Ledger.ReserveAsync(new()
        {
            Id = witnessed!.Id,
            RequestFingerprint = witnessed.RequestFingerprint,
            Requirements = witnessed.Requirements,
            Payload = witnessed.Payload,
            Endpoint = witnessed.Endpoint,
            ValidBefore = witnessed.ValidBefore,
            Owner = "a killed process",
            Lease = TimeSpan.FromSeconds(30),
        }, token);
        var record = reserved.Record;
        foreach (var step in new[] { PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling }.TakeWhile(step => step <= left))
        {
            var response = step == PaymentState.Fulfilled ? new StoredResponse(200, [new("Content-Type", "text/plain")], "left behind"u8.ToArray()) : null;
            record = (await shop.Ledger.AdvanceAsync(record, new() { To = step, Response = response }, token))!;
        }
        return record;
    }

    private static async Task ClosedOrFreeAsync(Shop shop, PaymentRecord record)
    {
        if (record.State == PaymentState.Settling)
            await shop.Ledger.WaitAsync(record.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private static async Task<PaymentRecord> ClosedAsync(Shop shop, PaymentPayload payment)
    {
        var id = Wallet.IdOf(payment, payment.Accepted!);
        while (true)
        {
            var record = await shop.Ledger.FindAsync(id, TestContext.Current.CancellationToken);
            if (PaymentStateMachine.IsFinal(record!.State))
                return record;
            await Task.Yield();
        }
    }

    private sealed class BrokenView : ISettlementEvidence
    {
        public PaymentId? Breaks { get; set; }

        public bool Covers(PaymentId id) => id == Breaks ? throw new NotSupportedException() : false;

        public ValueTask<SettlementFinding> FindAsync(FacilitatorRequest payment, CancellationToken cancellationToken) => default;
    }
}
