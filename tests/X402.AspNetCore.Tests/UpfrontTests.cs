using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

/// <summary>The upfront flow: the money moves first; what it bought stays owed until it is done.</summary>
public sealed class UpfrontTests
{
    private readonly List<string> _events = [];
    private int _served;

    [Fact]
    public async Task The_offer_names_the_flow_and_version_1_which_knows_none_is_not_served()
    {
        await using var shop = await OpenAsync(() => Results.Text("x"));

        using var unpaid = await shop.AskAsync("/x");
        using var old = await shop.PayAsync("/x", Wallet.For(Wallet.OfferOf(unpaid), ProtocolVersion.V1));

        Assert.Equal("upfront", Wallet.OfferOf(unpaid).Accepts.Single().GetExtra("paymentFlow"));
        using var body = JsonDocument.Parse(await Wallet.BodyOf(unpaid));
        Assert.Equal(0, body.RootElement.GetProperty("accepts").GetArrayLength());
        Assert.Equal("no_matching_payment_requirements", await Wallet.ReasonOf(old));
    }

    [Fact]
    public async Task The_payment_is_settled_before_the_work_and_its_receipt_comes_with_the_answer()
    {
        await using var shop = await OpenAsync(() => Results.Text("x"));
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal("x", await Wallet.BodyOf(response));
        Assert.Equal((true, null), (Wallet.ReceiptOf(response).Success, Wallet.ReceiptOf(response).ErrorReason));
        Assert.Equal("private, no-store", response.Headers.CacheControl!.ToString().Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
        Assert.Equal(["settle", "work"], _events);
        Assert.Equal(
            [PaymentState.Reserved, PaymentState.Verified, PaymentState.Settling, PaymentState.Serving, PaymentState.Settled],
            (await ClosedAsync(shop, payment)).History.Select(step => step.State));
    }

    [Fact]
    public async Task An_agreement_to_one_flow_is_no_payment_for_another_one()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapGet("/x", () => "x").RequirePayment(o => o.Accept("$0.01").SettleUpfront());
            app.MapGet("/after", () => "x").RequirePayment("$0.01");
        });

        using var one = await shop.PayAsync("/after", await shop.SignAsync("/x"));
        using var two = await shop.PayAsync("/x", await shop.SignAsync("/after"));

        Assert.Equal(("no_matching_payment_requirements", "no_matching_payment_requirements"), (await Wallet.ReasonOf(one), await Wallet.ReasonOf(two)));
    }

    [Fact]
    public async Task Bytes_flow_while_the_handler_runs()
    {
        var goOn = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("first ");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("second");
        }).RequirePayment(o => o.Accept("$0.01").SettleUpfront()));
        var payment = await shop.SignAsync("/x");
        using var message = new HttpRequestMessage(HttpMethod.Get, "/x");
        message.Headers.Add(PaymentHeaders.PaymentSignature, PaymentCodec.EncodeHeader(payment));

        using var response = await shop.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[6];
        await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal("first ", Encoding.ASCII.GetString(buffer));
        Assert.True(Wallet.ReceiptOf(response).Success);
        goOn.SetResult();
        using var reader = new StreamReader(stream);
        Assert.Equal("second", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await ClosedAsync(shop, payment);
        using var again = await shop.PayAsync("/x", payment);
        Assert.Equal("first second", await Wallet.BodyOf(again));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task When_the_work_fails_the_answer_says_that_it_is_paid_and_the_same_payment_has_it_done(int status)
    {
        var failures = 2;
        await using var shop = await OpenAsync(() => failures-- <= 0 ? Results.Text("done")
            : status == 0 ? throw new InvalidOperationException("secret internals")
            : Results.Text("sorry", statusCode: status));
        var payment = await shop.SignAsync("/x");

        for (var i = 0; i < 2; i++)
        {
            using var failed = await shop.PayAsync("/x", payment);
            Assert.Equal(status == 0 ? 500 : status, (int)failed.StatusCode);
            var receipt = Wallet.ReceiptOf(failed);
            Assert.Equal((true, "paid_not_delivered", ScriptedFacilitator.Transaction), (receipt.Success, receipt.ErrorReason, receipt.Transaction));
            Assert.Equal((PaymentState.Owed, "paid_not_delivered"), (await ClosedAsync(shop, payment) is var record ? record.State : default, record.Reason));
        }
        using var done = await shop.PayAsync("/x", payment);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal(("done", "done"), (await Wallet.BodyOf(done), await Wallet.BodyOf(again)));
        Assert.Null(Wallet.ReceiptOf(done).ErrorReason);
        Assert.Equal((1, 3), (shop.Facilitator.Settlements, _served));
    }

    [Fact]
    public async Task Owed_work_is_done_for_the_buyer_only_and_for_its_request_only()
    {
        var fail = true;
        await using var shop = await OpenAsync(() => fail ? Results.InternalServerError() : Results.Text("the goods"));
        var payment = await shop.SignAsync("/x");
        using var failed = await shop.PayAsync("/x", payment);
        fail = false;
        var nonce = payment.Payload.GetProperty("authorization").GetProperty("nonce").GetString()!;
        using var unpaid = await shop.AskAsync("/x");

        using var elsewhere = await shop.PayAsync("/x?other", payment);
        using var forged = await shop.PayAsync("/x", Wallet.For(Wallet.OfferOf(unpaid), signature: "0x" + new string('1', 130), nonce: nonce));
        using var served = await shop.PayAsync("/x", payment);

        Assert.Equal(("payment_already_used", "payment_already_used"), (await Wallet.ReasonOf(elsewhere), await Wallet.ReasonOf(forged)));
        Assert.Equal("the goods", await Wallet.BodyOf(served));
    }

    [Fact]
    public async Task A_new_authorization_with_the_buyers_identifier_has_owed_work_done_without_a_second_charge()
    {
        var fail = true;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => fail ? Results.InternalServerError() : Results.Text("done")).RequirePayment(o => o.Accept("$0.01").SettleUpfront()).AcceptPaymentIdentifier());
        using var failed = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named("order-0000000000000001"));
        fail = false;

        using var done = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named("order-0000000000000001"));

        Assert.Equal("done", await Wallet.BodyOf(done));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_hundred_requests_with_one_payment_settle_once_work_once_and_all_get_the_result()
    {
        await using var shop = await OpenAsync(() => Results.Text($"served {_served}"));
        var payment = await shop.SignAsync("/x");

        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.PayAsync("/x", payment)));

        foreach (var response in responses)
        {
            Assert.Equal("served 1", await Wallet.BodyOf(response));
            response.Dispose();
        }
        Assert.Equal((1, 1), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task Nobody_works_for_a_settlement_that_failed_or_whose_outcome_is_unknown()
    {
        await using var shop = await OpenAsync(() => Results.Text("done"));
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));
        using var failed = await shop.BuyAsync("/x");
        shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
        var payment = await shop.SignAsync("/x");
        using var unknown = await shop.PayAsync("/x", payment);
        Assert.Equal([402, 502], [(int)failed.StatusCode, (int)unknown.StatusCode]);
        Assert.Equal(0, _served);

        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request));
        HttpResponseMessage later;
        do
            later = await shop.PayAsync("/x", payment);
        while (later.StatusCode == HttpStatusCode.BadGateway);

        Assert.Equal("done", await Wallet.BodyOf(later));
        Assert.Equal(1, _served);
        later.Dispose();
    }

    [Fact]
    public async Task A_payment_that_is_not_valid_is_never_settled()
    {
        await using var shop = await OpenAsync(() => Results.Text("x"));
        shop.Facilitator.OnVerify = static (_, _) => Task.FromResult(new VerifyResponse { IsValid = false, InvalidReason = "invalid_exact_evm_nonce_already_used" });

        using var refused = await shop.BuyAsync("/x");

        Assert.Equal("invalid_exact_evm_nonce_already_used", await Wallet.ReasonOf(refused));
        Assert.Equal((0, 0), (shop.Facilitator.Settlements, _served));
    }

    [Theory]
    [InlineData(PaymentState.Settling)]
    [InlineData(PaymentState.Serving)]
    [InlineData(PaymentState.Owed)]
    public async Task Whatever_a_killed_server_left_behind_the_same_payment_has_the_work_done_once(PaymentState left)
    {
        await using var shop = await OpenAsync(() => Results.Text("done"), clock: new());
        var payment = await shop.SignAsync("/x");
        await LeaveBehindAsync(shop, payment, left);
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        if (left == PaymentState.Settling)
            await shop.Ledger.WaitAsync(Wallet.IdOf(payment, payment.Accepted!), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        using var response = await shop.PayAsync("/x", payment);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal(("done", "done"), (await Wallet.BodyOf(response), await Wallet.BodyOf(again)));
        Assert.Equal((1, left == PaymentState.Settling ? 1 : 0), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task Work_whose_server_died_and_that_nobody_comes_back_for_stands_in_the_books_as_owed()
    {
        await using var shop = await OpenAsync(() => Results.Text("done"), clock: new());
        var payment = await shop.SignAsync("/x");
        await LeaveBehindAsync(shop, payment, PaymentState.Serving);

        // its lease still runs: it might be alive
        shop.Time().Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(PaymentState.Serving, (await RecordAsync(shop, payment)).State);
        do
            shop.Time().Advance(TimeSpan.FromMinutes(1));
        while (await shop.Ledger.WaitAsync(Wallet.IdOf(payment, payment.Accepted!), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken) is not { State: PaymentState.Owed });

        var record = await RecordAsync(shop, payment);
        Assert.Equal((PaymentState.Owed, "paid_not_delivered"), (record.State, record.History[^1].Reason));
        Assert.Equal(0, _served);
    }

    [Fact]
    public async Task After_the_delivery_period_the_work_is_not_done_any_more_and_the_answer_says_so()
    {
        await using var shop = await OpenAsync(() => Results.InternalServerError(), o => o.DeliveryPeriod = TimeSpan.FromHours(1), clock: new());
        var payment = await shop.SignAsync("/x");
        using var failed = await shop.PayAsync("/x", payment);
        shop.Time().Advance(TimeSpan.FromMinutes(61));

        using var late = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode.Gone, "delivery_period_over"), (late.StatusCode, await Wallet.ReasonOf(late)));
        Assert.Equal(ScriptedFacilitator.Transaction, Wallet.ReceiptOf(late).Transaction);
        Assert.Equal(1, _served);
    }

    [Fact]
    public async Task A_buyer_that_leaves_during_the_work_finds_it_owed()
    {
        var started = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            if (Interlocked.Increment(ref _served) == 1)
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            return "done";
        }).RequirePayment(o => o.Accept("$0.01").SettleUpfront()));
        var payment = await shop.SignAsync("/x");
        using var leaving = new CancellationTokenSource();

        var request = shop.PayAsync("/x", payment, cancellationToken: leaving.Token);
        await started.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal("done", await Wallet.BodyOf(again));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_buyer_that_breaks_off_the_goods_again_and_again_has_had_them()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            Interlocked.Increment(ref _served);
            await context.Response.WriteAsync("all but the end");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }).RequirePayment(o => o.Accept("$0.01").SettleUpfront()));
        var payment = await shop.SignAsync("/x");

        for (var i = 0; i < 5; i++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/x");
            message.Headers.Add(PaymentHeaders.PaymentSignature, PaymentCodec.EncodeHeader(payment));
            var response = await shop.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            response.Dispose();
            while ((await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!.State != PaymentState.Owed)
                await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        using var last = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode.Gone, "delivery_period_over"), (last.StatusCode, await Wallet.ReasonOf(last)));
        Assert.True(Wallet.ReceiptOf(last).Success);
        Assert.Equal((5, 1), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task A_result_too_large_to_keep_is_delivered_once_and_the_receipt_is_shown_again()
    {
        await using var shop = await OpenAsync(() => Results.Text(new string('x', 5000)), o => o.StoredResponseLimit = 1000);
        var payment = await shop.SignAsync("/x");
        using var first = await shop.PayAsync("/x", payment);
        Assert.Equal(5000, (await Wallet.BodyOf(first)).Length);
        await ClosedAsync(shop, payment);

        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode.Gone, "result_not_retained"), (again.StatusCode, await Wallet.ReasonOf(again)));
        Assert.Equal((1, true), (_served, Wallet.ReceiptOf(again).Success));
    }

    [Fact]
    public async Task An_error_page_carries_the_receipt_too()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.UseExceptionHandler(static error => error.Run(static context => context.Response.WriteAsync("the error page")));
            app.MapGet("/x", string () => throw new InvalidOperationException("secret internals")).RequirePayment(o => o.Accept("$0.01").SettleUpfront());
        });

        using var response = await shop.BuyAsync("/x");

        Assert.Equal("the error page", await Wallet.BodyOf(response));
        Assert.Equal("paid_not_delivered", Wallet.ReceiptOf(response).ErrorReason);
    }

    [Fact]
    public async Task A_flow_that_nobody_knows_or_the_scheme_cannot_do_is_an_error_at_start_up()
    {
        var exception = await Assert.ThrowsAsync<X402ConfigurationException>(() => Shop.OpenAsync(app =>
        {
            app.MapGet("/unknown", [Paid("$0.01", PaymentFlow = "later")] () => "x");
            app.MapGet("/escrow", [Paid("$0.01", PaymentFlow = PaymentFlow.Escrow)] () => "x");
            app.MapGet("/good", [Paid("$0.01", PaymentFlow = PaymentFlow.Upfront)] () => "x");
        }));

        Assert.Equal(2, exception.Errors.Count);
        Assert.Contains("'later' is no payment flow", exception.Errors[0], StringComparison.Ordinal);
        Assert.Contains("does not support the payment flow 'escrow'", exception.Errors[1], StringComparison.Ordinal);
    }

    private Task<Shop> OpenAsync(Func<IResult> work, Action<X402ServerOptions>? options = null, Microsoft.Extensions.Time.Testing.FakeTimeProvider? clock = null)
    {
        var facilitator = new ScriptedFacilitator();
        facilitator.OnSettle = (request, _) =>
        {
            _events.Add("settle");
            return Task.FromResult(ScriptedFacilitator.Settled(request));
        };
        return Shop.OpenAsync(
            app => app.MapGet("/x", () =>
            {
                Interlocked.Increment(ref _served);
                _events.Add("work");
                return work();
            }).RequirePayment(o => o.Accept("$0.01").SettleUpfront()),
            options: options, facilitator: facilitator, clock: clock);
    }

    // what a process that died at this state has written
    private static async Task LeaveBehindAsync(Shop shop, PaymentPayload payment, PaymentState left)
    {
        var token = TestContext.Current.CancellationToken;
        PaymentRecord? witnessed = null;
        // the fingerprint is the gate's own: take it from a request that released its payment
        var verify = shop.Facilitator.OnVerify;
        shop.Facilitator.OnVerify = async (_, _) =>
        {
            witnessed = await RecordAsync(shop, payment);
            return new() { IsValid = false, InvalidReason = "network_unavailable" };
        };
        using (await shop.PayAsync("/x", payment))
            shop.Facilitator.OnVerify = verify;
        var record = (await shop.Ledger.ReserveAsync(new()
        {
            Id = witnessed!.Id,
            RequestFingerprint = witnessed.RequestFingerprint,
            Requirements = witnessed.Requirements,
            Payload = witnessed.Payload,
            Endpoint = witnessed.Endpoint,
            ValidBefore = witnessed.ValidBefore,
            Owner = "a killed process",
            Lease = TimeSpan.FromSeconds(30),
        }, token)).Record;
        PaymentState[] path = left switch
        {
            PaymentState.Settling => [PaymentState.Verified, PaymentState.Settling],
            PaymentState.Serving => [PaymentState.Verified, PaymentState.Settling, PaymentState.Serving],
            _ => [PaymentState.Verified, PaymentState.Settling, PaymentState.Owed],
        };
        foreach (var step in path)
            record = (await shop.Ledger.AdvanceAsync(record, new() { To = step, Transaction = step > PaymentState.Settling ? ScriptedFacilitator.Transaction : null }, token))!;
    }

    private static async Task<PaymentRecord> RecordAsync(Shop shop, PaymentPayload payment) =>
        (await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!;

    // the last byte leaves before the last step is on record
    private static async Task<PaymentRecord> ClosedAsync(Shop shop, PaymentPayload payment) =>
        (await shop.Ledger.WaitAsync(Wallet.IdOf(payment, payment.Accepted!), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))!;
}
