using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using X402.Client.Tests.Support;
using X402.Money;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client.Tests;

public sealed class BudgetTests
{
    [Fact]
    public async Task A_hundred_at_once_with_money_for_ten_buy_exactly_ten()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.10"));

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.BuyAsync(shop.Url)));

        Assert.Equal(10, results.Count(result => result.Outcome == PurchaseOutcome.Paid));
        Assert.All(results.Where(result => !result.HasResponse), result => Assert.Equal(PurchaseReasons.OverBudget, result.Failure?.Reason));
        Assert.Equal(10, wallet.Signed);
        Assert.Equal(10, shop.Nonces.Distinct().Count());
    }

    [Fact]
    public async Task Those_who_ask_first_at_the_same_time_count_in_one_budget()
    {
        const int buyers = 4;
        using var together = new Barrier(buyers);
        for (var i = 0; i < 200; i++)
        {
            var services = new PaymentServices();
            var seen = await Task.WhenAll(Enumerable.Range(0, buyers).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait(TestContext.Current.CancellationToken);
                    return (services.Budget, services.Audit);
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            Assert.Single(seen.Distinct());
        }
    }

    [Fact]
    public async Task A_price_split_into_small_ones_is_stopped_by_the_budget_all_the_same()
    {
        await using var shop = await Shop.SellAsync(Offers.Exact("300000"));
        using var client = Buyer.Create(new TestWallet(), o => o.LimitTotal("$1"));

        var outcomes = new List<PurchaseOutcome>();
        for (var i = 0; i < 5; i++)
        {
            using var result = await client.BuyAsync(new Uri(shop.Url, $"/part/{i}"));
            outcomes.Add(result.Outcome);
        }

        Assert.Equal([PurchaseOutcome.Paid, PurchaseOutcome.Paid, PurchaseOutcome.Paid, PurchaseOutcome.NotMade, PurchaseOutcome.NotMade], outcomes);
    }

    [Fact]
    public async Task Hosts_and_recipients_have_budgets_of_their_own()
    {
        await using var first = await Shop.SellAsync(Offers.Cent);
        await using var second = await Shop.SellAsync(Offers.Cent);
        await using var third = await Shop.SellAsync(Offers.Cent with { PayTo = "0x90F79bf6EB2c4f870365E785982E1f101E93b906" });
        using var client = Buyer.Create(new TestWallet(), o => o.LimitPerHost("$0.01").LimitPerPayee("$0.02"));

        var outcomes = new List<PurchaseOutcome>();
        foreach (var url in (Uri[])[first.Url, first.Url, second.Url, third.Url])
        {
            using var result = await client.BuyAsync(url);
            outcomes.Add(result.Outcome);
        }

        Assert.Equal([PurchaseOutcome.Paid, PurchaseOutcome.NotMade, PurchaseOutcome.Paid, PurchaseOutcome.Paid], outcomes);
    }

    [Fact]
    public async Task A_window_slides()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(time), o => o.LimitTotal("$0.01", TimeSpan.FromHours(1)), new PaymentServices { Time = time });

        using var first = await client.BuyAsync(shop.Url);
        time.Advance(TimeSpan.FromMinutes(59));
        using var second = await client.BuyAsync(shop.Url);
        time.Advance(TimeSpan.FromMinutes(1));
        using var third = await client.BuyAsync(shop.Url);

        Assert.Equal([PurchaseOutcome.Paid, PurchaseOutcome.NotMade, PurchaseOutcome.Paid], [first.Outcome, second.Outcome, third.Outcome]);
    }

    [Fact]
    public async Task A_payment_of_unknown_fate_counts_as_spent_until_the_chain_proves_it_void()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null || context.Request.Path == "/other")
                return Shop.Sell(context, Offers.Cent);
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var wallet = new TestWallet(time);
        var services = new PaymentServices { Time = time, Evidence = [wallet] };
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.01"), services);
        var reconciler = new PurchaseReconciler(services);
        var other = new Uri(shop.Url, "/other");

        using var failed = await client.BuyAsync(shop.Url);
        time.Advance(TimeSpan.FromDays(1));
        using var blocked = await client.BuyAsync(other);
        var undecided = await reconciler.ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var stillBlocked = await client.BuyAsync(other);
        wallet.Fate = AuthorizationFate.Void;
        var decided = await reconciler.ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var free = await client.BuyAsync(other);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, (int)failed.Response!.StatusCode);
        Assert.Equal(PurchaseReasons.OverBudget, blocked.Failure?.Reason);
        Assert.Equal(0, undecided);
        Assert.Equal(PurchaseReasons.OverBudget, stillBlocked.Failure?.Reason);
        Assert.Equal(1, decided);
        Assert.Equal(PurchaseOutcome.Paid, free.Outcome);
    }

    [Fact]
    public async Task A_payment_that_was_refused_for_good_counts_until_the_chain_proves_it_void()
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Payment(context.Request) is not null && context.Request.Path != "/other"
            ? Shop.Ask(context, PaymentReasons.PaymentFailed.Code, Offers.Cent)
            : Shop.Sell(context, Offers.Cent));
        var wallet = new TestWallet { Fate = AuthorizationFate.Pending };
        var services = new PaymentServices { Evidence = [wallet] };
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.01"), services);
        var reconciler = new PurchaseReconciler(services);
        var other = new Uri(shop.Url, "/other");

        await client.FailsAsync<PaymentRefusedException>(shop.Url);
        var undecided = await reconciler.ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var blocked = await client.BuyAsync(other);
        wallet.Fate = AuthorizationFate.Void;
        var decided = await reconciler.ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var later = await client.BuyAsync(other);
        using var refusedOne = await client.BuyAsync(shop.Url);

        Assert.Equal((0, 1), (undecided, decided));
        Assert.Equal(PurchaseReasons.OverBudget, blocked.Failure?.Reason);
        Assert.Equal(PurchaseOutcome.Paid, later.Outcome);
        // what was refused is sent to nobody again
        Assert.Equal(PurchaseReasons.OverBudget, refusedOne.Failure?.Reason);
        Assert.Equal(2, shop.Payments.Count);
        Assert.Empty(await services.Journal.ListOpenAsync(10, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("order 7")]
    public async Task A_refused_payment_that_somebody_submitted_after_all_stays_spent_and_fetches_its_goods_once(string? name)
    {
        var refuses = true;
        await using var shop = await Shop.OpenAsync(context => refuses && Shop.Payment(context.Request) is not null
            ? Shop.Ask(context, PaymentReasons.PaymentFailed.Code, Offers.Cent)
            : Shop.Sell(context, Offers.Cent));
        var wallet = new TestWallet { Fate = AuthorizationFate.Pending };
        var services = new PaymentServices { Evidence = [wallet] };
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.01"), services);
        var reconciler = new PurchaseReconciler(services);

        Assert.Equal(PurchaseOutcome.Refused, await BuyAsync());
        (refuses, wallet.Fate) = (false, AuthorizationFate.Settled);
        var decided = await reconciler.ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        var decidedAgain = await reconciler.ReconcileAsync(cancellationToken: TestContext.Current.CancellationToken);
        var fetched = await BuyAsync();
        using var another = await client.BuyAsync(shop.Url);

        Assert.Equal((1, 0), (decided, decidedAgain));
        Assert.Equal(PurchaseOutcome.Paid, fetched);
        Assert.Equal(PurchaseReasons.OverBudget, another.Failure?.Reason);
        Assert.Equal(1, wallet.Signed);
        Assert.Single(shop.Nonces.Distinct());
        Assert.Empty(await services.Journal.ListOpenAsync(10, TestContext.Current.CancellationToken));

        async Task<PurchaseOutcome> BuyAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, shop.Url);
            if (name is not null)
                request.SetPurchaseKey(name);
            using var result = await client.SendPaidAsync(request, TestContext.Current.CancellationToken);
            return result.Outcome;
        }
    }

    [Fact]
    public async Task Reserving_one_purchase_twice_counts_once()
    {
        var budget = new InMemorySpendBudget(TimeProvider.System);
        var limit = new SpendLimit("b", 10UL);
        var ct = TestContext.Current.CancellationToken;

        Assert.Null(await budget.ReserveAsync(new("a", 6UL, [limit]), ct));
        Assert.Null(await budget.ReserveAsync(new("a", 6UL, [limit]), ct));
        Assert.Equal(limit, await budget.ReserveAsync(new("b", 6UL, [limit]), ct));
        Assert.Equal(6UL, await budget.GetSpentAsync(limit, ct));
    }

    [Fact]
    public async Task A_reservation_that_counts_in_no_window_any_more_is_forgotten()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var budget = new InMemorySpendBudget(time);
        var (hour, day) = (new SpendLimit("hour", 10UL, TimeSpan.FromHours(1)), new SpendLimit("day", 10UL, TimeSpan.FromDays(1)));
        var ct = TestContext.Current.CancellationToken;
        await budget.ReserveAsync(new("a", 6UL, [hour, day]), ct);
        await budget.CloseAsync("a", SpendOutcome.Unknown, ct);

        time.Advance(TimeSpan.FromHours(23));
        await budget.ReserveAsync(new("a", 6UL, [hour, day]), ct);
        var remembered = (await budget.GetSpentAsync(hour, ct), await budget.GetSpentAsync(day, ct));
        time.Advance(TimeSpan.FromHours(1));
        await budget.ReserveAsync(new("a", 6UL, [hour, day]), ct);
        var forgotten = (await budget.GetSpentAsync(hour, ct), await budget.GetSpentAsync(day, ct));

        Assert.Equal((UInt256.Zero, (UInt256)6UL), remembered);
        Assert.Equal(((UInt256)6UL, (UInt256)6UL), forgotten);
    }

    [Fact]
    public async Task A_reservation_that_fails_in_one_limit_is_made_in_none()
    {
        var budget = new InMemorySpendBudget(TimeProvider.System);
        var (wide, narrow) = (new SpendLimit("wide", 100UL), new SpendLimit("narrow", 1UL));
        var ct = TestContext.Current.CancellationToken;

        Assert.Equal(narrow, await budget.ReserveAsync(new("a", 2UL, [wide, narrow]), ct));
        Assert.Equal(0UL, await budget.GetSpentAsync(wide, ct));
    }
}
