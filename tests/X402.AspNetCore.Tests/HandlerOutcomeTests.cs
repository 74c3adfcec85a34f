using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Tests.Support;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class HandlerOutcomeTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failing_handler_answers_itself_and_nothing_is_charged(int status)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => Results.Text("sorry", statusCode: status)).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("sorry", await Wallet.BodyOf(response));
        Assert.False(response.Headers.Contains(PaymentHeaders.PaymentResponse));
        Assert.Equal(0, shop.Facilitator.Settlements);
        Assert.Equal(PaymentState.Released, (await RecordAsync(shop, payment)).State);
    }

    [Fact]
    public async Task A_payment_stays_usable_after_the_handler_failed()
    {
        var failures = 1;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => failures-- > 0 ? Results.InternalServerError() : Results.Text("x")).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        using var first = await shop.PayAsync("/x", payment);
        using var second = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_throwing_handler_reaches_the_applications_error_page_and_nothing_is_charged()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.UseExceptionHandler(static error => error.Run(static context => context.Response.WriteAsync("the error page")));
            app.MapGet("/x", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("half the goods");
                await context.Response.Body.FlushAsync();
                throw new InvalidOperationException("secret internals");
            }).RequirePayment("$0.01");
        });
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("the error page", await Wallet.BodyOf(response));
        Assert.Equal(0, shop.Facilitator.Settlements);
        Assert.Equal(PaymentState.Released, (await RecordAsync(shop, payment)).State);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(304)]
    public async Task Every_status_below_400_is_a_result_and_is_settled(int status)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
        }).RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.True(Wallet.ReceiptOf(response).Success);
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    // natively, parameters are bound by code that the web SDK generates for programs; test projects have none
    [Fact]
    [Trait("Runtime", "JIT")]
    public async Task A_request_that_cannot_be_bound_is_not_charged()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (int number) => number).RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/x?number=many");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_buyer_that_leaves_during_the_work_is_not_charged_when_the_work_stops()
    {
        var started = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");
        using var leaving = new CancellationTokenSource();

        var request = shop.PayAsync("/x", payment, cancellationToken: leaving.Token);
        await started.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await shop.Ledger.WaitAsync(Wallet.IdOf(payment, payment.Accepted!), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentState.Released, (await RecordAsync(shop, payment)).State);
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_buyer_that_is_gone_is_not_charged_for_what_cannot_be_kept()
    {
        var started = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", async (HttpContext context) =>
            {
                started.SetResult();
                // a handler that goes on without its buyer
                while (!context.RequestAborted.IsCancellationRequested)
                    await Task.Delay(5);
                return new string('x', 5000);
            }).RequirePayment("$0.01"),
            options: o => o.StoredResponseLimit = 1000);
        var payment = await shop.SignAsync("/x");
        using var leaving = new CancellationTokenSource();

        var request = shop.PayAsync("/x", payment, cancellationToken: leaving.Token);
        await started.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await shop.Ledger.WaitAsync(Wallet.IdOf(payment, payment.Accepted!), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal((PaymentState.Released, "client_disconnected"), (await RecordAsync(shop, payment) is var record ? record.State : default, record.Reason));
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_buyer_that_leaves_during_settlement_does_not_stop_it_and_fetches_the_result_later()
    {
        var settling = new TaskCompletionSource();
        var confirmed = new TaskCompletionSource();
        CancellationToken seen = default;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        shop.Facilitator.OnSettle = async (request, token) =>
        {
            seen = token;
            settling.SetResult();
            await confirmed.Task;
            return ScriptedFacilitator.Settled(request);
        };
        var payment = await shop.SignAsync("/x");
        using var leaving = new CancellationTokenSource();

        var request = shop.PayAsync("/x", payment, cancellationToken: leaving.Token);
        await settling.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.False(seen.IsCancellationRequested);
        confirmed.SetResult();
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal("x", await Wallet.BodyOf(again));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    private static async Task<Ledger.PaymentRecord> RecordAsync(Shop shop, PaymentPayload payment) =>
        (await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!;
}
