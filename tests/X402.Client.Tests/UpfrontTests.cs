using Microsoft.AspNetCore.Http;
using X402.Client.Tests.Support;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client.Tests;

/// <summary>Paying before the work: only where it is allowed and nothing better is offered; what is owed is fetched with the same payment.</summary>
public sealed class UpfrontTests
{
    private static readonly PaymentRequirements s_upfront = InFlow("1000", PaymentFlow.Upfront);

    [Fact]
    public async Task Payment_after_the_work_is_preferred_even_when_it_costs_more()
    {
        await using var shop = await Shop.SellAsync(s_upfront, Offers.Cent);
        using var client = Buyer.Create(new TestWallet());

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal("10000", result.Receipt!.Amount.ToString());
        Assert.Null(shop.Payments.Single().Accepted!.GetExtra("paymentFlow"));
    }

    [Fact]
    public async Task Upfront_is_paid_where_nothing_else_is_offered_unless_the_options_say_no()
    {
        await using var shop = await Shop.SellAsync(s_upfront);
        using var trusting = Buyer.Create(new TestWallet());
        using var careful = Buyer.Create(new TestWallet(), o => o.AllowUpfront = false);

        using var paid = await trusting.BuyAsync(shop.Url);
        var declined = await careful.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, paid.Outcome);
        Assert.Equal("upfront", shop.Payments.Single().Accepted!.GetExtra("paymentFlow"));
        Assert.Equal(PurchaseReasons.UpfrontNotAllowed, declined.Reason);
    }

    [Theory]
    [InlineData("escrow")]
    [InlineData("later")]
    [InlineData("")]
    public async Task A_flow_this_client_does_not_know_is_not_paid(string flow)
    {
        await using var shop = await Shop.SellAsync(InFlow("1000", flow));
        using var client = Buyer.Create(new TestWallet());

        Assert.Equal(PurchaseReasons.NoAcceptableOffer, (await client.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
    }

    [Fact]
    public async Task Owed_work_is_fetched_with_the_same_payment_whatever_the_chain_says_about_it()
    {
        var failures = 2;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is not { } payment)
                return Shop.Ask(context, s_upfront);
            if (failures-- <= 0)
                return Shop.Deliver(context, payment);
            context.Response.StatusCode = 500;
            return Shop.Deliver(context, payment, Shop.Receipt(payment) with { ErrorReason = "paid_not_delivered" });
        });
        var wallet = new TestWallet { Fate = AuthorizationFate.Settled };
        var services = new PaymentServices { Evidence = [wallet] };
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.001"), services);

        using var first = await client.BuyAsync(shop.Url);
        Assert.Equal(0, await new PurchaseReconciler(services).ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken));
        using var second = await client.BuyAsync(shop.Url);
        using var third = await client.BuyAsync(shop.Url);

        Assert.Equal([500, 500, 200], [(int)first.Response!.StatusCode, (int)second.Response!.StatusCode, (int)third.Response!.StatusCode]);
        Assert.NotNull(first.Receipt);
        Assert.Equal(1, wallet.Signed);
        Assert.Single(shop.Nonces.Distinct());
        Assert.Equal(PurchaseReasons.OverBudget, (await client.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
    }

    [Fact]
    public async Task A_server_that_took_the_money_and_asks_for_more_is_not_paid_again()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var asked = 0;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is not { } payment || Interlocked.Increment(ref asked) > 1)
                return Shop.Ask(context, "invalid_exact_evm_payload_authorization_valid_before", s_upfront);
            context.Response.StatusCode = 500;
            return Shop.Deliver(context, payment, Shop.Receipt(payment) with { ErrorReason = "paid_not_delivered" });
        });
        var wallet = new TestWallet(time);
        using var client = Buyer.Create(wallet, services: new PaymentServices { Time = time });
        using var owed = await client.BuyAsync(shop.Url);
        time.Advance(TimeSpan.FromHours(1));

        await client.FailsAsync<PaidNotDeliveredException>(shop.Url);

        Assert.Equal(1, wallet.Signed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(409)]
    [InlineData(402)]
    public async Task Owed_work_stays_owed_when_a_repeat_comes_to_nothing(int repeatAnswer)
    {
        var asked = 0;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is not { } payment)
                return Shop.Ask(context, s_upfront);
            switch (++asked, repeatAnswer)
            {
                case (1, _):
                    context.Response.StatusCode = 500;
                    return Shop.Deliver(context, payment, Shop.Receipt(payment) with { ErrorReason = "paid_not_delivered" });
                case (2, 0):
                    context.Abort();
                    return Task.CompletedTask;
                case (2, 402):
                    return Shop.Ask(context, "payment_in_progress", s_upfront);
                case (2, _):
                    context.Response.StatusCode = repeatAnswer;
                    context.Response.ContentType = "application/problem+json";
                    return context.Response.WriteAsync("""{"error":"payment_in_progress"}""");
                default:
                    return Shop.Deliver(context, payment);
            }
        });
        var wallet = new TestWallet { Fate = AuthorizationFate.Settled };
        var services = new PaymentServices { Evidence = [wallet] };
        using var client = Buyer.Create(wallet, services: services);

        using var owed = await client.BuyAsync(shop.Url);
        using var repeat = await client.BuyAsync(shop.Url);
        var closed = await new PurchaseReconciler(services).ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var delivered = await client.BuyAsync(shop.Url);

        Assert.NotEqual(PurchaseOutcome.NotDelivered, repeat.Outcome);
        Assert.Equal(0, closed);
        Assert.Equal((PurchaseOutcome.Paid, 200), (delivered.Outcome, (int)delivered.Response!.StatusCode));
        Assert.Equal(1, wallet.Signed);
    }

    private static PaymentRequirements InFlow(string amount, string flow) =>
        Offers.Exact(amount) with { Extra = Offers.Extra("""{"name":"X402 Development Dollar","version":"1","paymentFlow":""" + $"\"{flow}\"}}") };
}
