using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Tests.Support;

namespace X402.AspNetCore.Tests;

public sealed class DuplicatePaymentTests
{
    [Fact]
    public async Task A_hundred_requests_with_one_payment_run_the_handler_once_and_all_get_its_result()
    {
        var served = 0;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async () =>
        {
            await Task.Yield();
            return $"result {Interlocked.Increment(ref served)}";
        }).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.PayAsync("/x", payment)));

        foreach (var response in responses)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("result 1", await Wallet.BodyOf(response));
            Assert.Equal(ScriptedFacilitator.Transaction, Wallet.ReceiptOf(response).Transaction);
            response.Dispose();
        }
        Assert.Equal((1, 1, 1), (served, shop.Facilitator.Verifications, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task A_settled_payment_gets_the_very_same_answer_again()
    {
        var served = 0;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers["X-Served"] = $"{++served}";
            context.Response.Headers.CacheControl = "max-age=60, public";
            return Results.Text($"[{served}]", "application/json", statusCode: 203);
        }).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        using var first = await shop.PayAsync("/x", payment);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode)203, again.StatusCode);
        Assert.Equal(await Wallet.BodyOf(first), await Wallet.BodyOf(again));
        Assert.Equal("1", again.Headers.GetValues("X-Served").Single());
        Assert.Equal(first.Content.Headers.ContentType, again.Content.Headers.ContentType);
        Assert.Equal(first.Headers.CacheControl, again.Headers.CacheControl);
        Assert.Equal(Wallet.ReceiptOf(first), Wallet.ReceiptOf(again));
        Assert.Equal((1, 1), (served, shop.Facilitator.Settlements));
    }

    [Theory]
    [InlineData("GET", "/dear/x", null)]
    [InlineData("GET", "/x?other", null)]
    [InlineData("POST", "/x", "one")]
    public async Task A_payment_never_buys_a_second_thing_of_the_same_price(string method, string path, string? body)
    {
        var served = 0;
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapMethods("/x", ["GET", "POST"], () => $"{++served}").RequirePayment("$0.01");
            app.MapGet("/dear/x", () => $"{++served}").RequirePayment("$0.01");
        });
        var payment = await shop.SignAsync("/x");
        using var first = await shop.PayAsync("/x", payment);

        using var second = await shop.PayAsync(path, payment, new HttpMethod(method), body is null ? null : new StringContent(body));

        Assert.Equal(HttpStatusCode.PaymentRequired, second.StatusCode);
        Assert.Equal("payment_already_used", await Wallet.ReasonOf(second));
        Assert.Equal(1, served);
    }

    [Fact]
    public async Task A_payment_is_bound_to_the_body_it_bought()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapPost("/x", () => "x").RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x", HttpMethod.Post);

        using var first = await shop.PayAsync("/x", payment, HttpMethod.Post, new StringContent("one"));
        using var same = await shop.PayAsync("/x", payment, HttpMethod.Post, new StringContent("one"));
        using var other = await shop.PayAsync("/x", payment, HttpMethod.Post, new StringContent("two"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, same.StatusCode));
        Assert.Equal("payment_already_used", await Wallet.ReasonOf(other));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_before_anything_is_reserved()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapPost("/x", () => "x").RequirePayment("$0.01"), options: o => o.RequestBodyLimit = 1000);
        var payment = await shop.SignAsync("/x", HttpMethod.Post);

        using var sized = await shop.PayAsync("/x", payment, HttpMethod.Post, new StringContent(new string('a', 1001)));
        using var chunked = await shop.PayAsync("/x", payment, HttpMethod.Post, new StreamContent(new Unsized(new byte[1001])));

        foreach (var response in new[] { sized, chunked })
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Equal("request_too_large", await Wallet.ReasonOf(response));
        }
        Assert.Null(await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Naming_payer_and_nonce_of_somebody_elses_payment_fetches_nothing()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "the goods").RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");
        using var paid = await shop.PayAsync("/x", payment);
        // payer and nonce are on chain for everybody to see
        var nonce = payment.Payload.GetProperty("authorization").GetProperty("nonce").GetString()!;
        using var unpaid = await shop.AskAsync("/x");
        var forged = Wallet.For(Wallet.OfferOf(unpaid), signature: "0x" + new string('1', 130), nonce: nonce);

        using var response = await shop.PayAsync("/x", forged);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.DoesNotContain("the goods", await Wallet.BodyOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_payment_identifier_protects_the_result_from_those_who_read_the_signature_on_chain()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "the goods").RequirePayment("$0.01"));
        var payment = (await shop.SignAsync("/x")) with { Extensions = JsonSerializer.Deserialize<JsonElement>("""{"payment-identifier":{"info":{"id":"pay_7d5d747be160e280504c099d984bcfe0"}}}""") };
        using var paid = await shop.PayAsync("/x", payment);

        using var guessed = await shop.PayAsync("/x", payment with { Extensions = null });
        using var known = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.PaymentRequired, guessed.StatusCode);
        Assert.Equal("the goods", await Wallet.BodyOf(known));
    }

    [Fact]
    public async Task A_result_too_large_to_keep_is_not_made_again_but_the_receipt_is_shown()
    {
        var served = 0;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => $"{++served}" + new string('x', 5000)).RequirePayment("$0.01"), options: o => o.StoredResponseLimit = 1000);
        var payment = await shop.SignAsync("/x");
        using var first = await shop.PayAsync("/x", payment);

        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        Assert.Equal("result_not_retained", await Wallet.ReasonOf(again));
        Assert.Equal(ScriptedFacilitator.Transaction, Wallet.ReceiptOf(again).Transaction);
        Assert.Equal(1, served);
    }

    [Fact]
    public async Task Waiting_for_the_first_request_is_bounded()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", async () =>
            {
                started.SetResult();
                await finish.Task;
                return "x";
            }).RequirePayment("$0.01"),
            options: o => o.DuplicateWait = TimeSpan.Zero);
        var payment = await shop.SignAsync("/x");

        var first = shop.PayAsync("/x", payment);
        await started.Task;
        using var second = await shop.PayAsync("/x", payment);
        finish.SetResult();
        using var served = await first;

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("payment_in_progress", await Wallet.ReasonOf(second));
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task A_waiting_request_does_the_work_itself_when_the_first_one_fails()
    {
        var runs = 0;
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async () =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                return Results.Text("second");
            started.SetResult();
            await finish.Task;
            return Results.StatusCode(500);
        }).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        var first = shop.PayAsync("/x", payment);
        await started.Task;
        var second = shop.PayAsync("/x", payment);
        finish.SetResult();
        using var failed = await first;
        using var served = await second;

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("second", await Wallet.BodyOf(served));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
