using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using X402.Client.Tests.Support;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client.Tests;

public sealed class RegistrationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_have_limits_signers_and_budgets_of_their_own()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        var (rich, poor) = (new TestWallet(), new TestWallet());
        var services = new ServiceCollection();
        services.AddHttpClient("rich").AddX402Payments(o => o.LimitTotal("$0.02")).AddScheme(_ => rich);
        services.AddHttpClient("poor").AddX402Payments(o => o.LimitTotal("$0.005")).AddScheme(_ => poor);
        services.AddHttpClient("plain");
        await using var provider = services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IHttpClientFactory>();

        using var bought = await clients.CreateClient("rich").BuyAsync(shop.Url);
        using var again = await clients.CreateClient("rich").BuyAsync(shop.Url);
        using var exhausted = await clients.CreateClient("rich").BuyAsync(shop.Url);
        using var refused = await clients.CreateClient("poor").BuyAsync(shop.Url);
        using var unpaid = await clients.CreateClient("plain").GetAsync(shop.Url, Ct);

        Assert.Equal([PurchaseOutcome.Paid, PurchaseOutcome.Paid], [bought.Outcome, again.Outcome]);
        Assert.Equal(PurchaseReasons.OverBudget, exhausted.Failure?.Reason);
        Assert.Equal(PurchaseReasons.OverBudget, refused.Failure?.Reason);
        Assert.Equal(402, (int)unpaid.StatusCode);
        Assert.Equal((2, 0), (rich.Signed, poor.Signed));
    }

    [Fact]
    public async Task A_host_asks_the_chain_what_became_of_payments_that_nobody_repeats()
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Payment(context.Request) is not null && context.Request.Path != "/other"
            ? Shop.Ask(context, PaymentReasons.PaymentFailed.Code, Offers.Cent)
            : Shop.Sell(context, Offers.Cent));
        var wallet = new TestWallet { Fate = AuthorizationFate.Void };
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddHttpClient("shop").AddX402Payments(o => (o.LimitTotal("$0.01").ReconcileInterval) = TimeSpan.FromMilliseconds(100)).AddScheme(_ => wallet);
        using var host = builder.Build();
        await host.StartAsync(Ct);
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
        var journal = host.Services.GetRequiredKeyedService<PaymentServices>("shop").Journal;

        await client.FailsAsync<PaymentRefusedException>(shop.Url);
        while ((await journal.ListOpenAsync(1, Ct)).Count > 0)
            await Task.Delay(10, Ct);
        using var bought = await client.BuyAsync(new Uri(shop.Url, "/other"));

        Assert.Equal(PurchaseOutcome.Paid, bought.Outcome);
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task Parts_without_a_name_serve_all_clients_and_named_ones_come_first()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        var journal = new InMemoryPurchaseJournal();
        var services = new ServiceCollection();
        services.AddSingleton<IPurchaseJournal>(new InMemoryPurchaseJournal());
        services.AddHttpClient("shop").AddX402Payments().AddScheme(_ => new TestWallet())
            .AddPurchaseJournal(_ => journal)
            .AddSpendPolicy(_ => new Closed());
        await using var provider = services.BuildServiceProvider();

        using var result = await provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop").BuyAsync(shop.Url);

        Assert.Equal("closed today", result.Failure?.Reason.Code);
        Assert.Same(journal, provider.GetRequiredKeyedService<PaymentServices>("shop").Journal);
        Assert.NotNull(provider.GetRequiredKeyedService<PurchaseReconciler>("shop"));
    }

    [Fact]
    public async Task The_primary_handler_stops_following_redirects()
    {
        await using var thief = await Shop.OpenAsync(_ => Task.CompletedTask);
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null)
                return Shop.Ask(context, Offers.Cent);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = thief.Url.AbsoluteUri;
            return Task.CompletedTask;
        });
        var services = new ServiceCollection();
        services.AddHttpClient("shop").AddX402Payments().AddScheme(_ => new TestWallet());
        // registered later and careless
        services.AddHttpClient("shop").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { AllowAutoRedirect = true });
        await using var provider = services.BuildServiceProvider();

        using var result = await provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop").BuyAsync(shop.Url);

        Assert.Single(shop.Payments);
        Assert.Single(thief.Requests);
        Assert.Empty(thief.Payments);
    }

    [Fact]
    public void All_mistakes_in_the_options_are_named_at_once()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("shop").AddX402Payments(o =>
        {
            o.MaxAmountPerPayment = "1 USDC";
            o.ApprovalThreshold = "much";
            o.LimitTotal("-1").LimitPerHost("$1", TimeSpan.Zero);
            o.AllowedNetworks.Add("base");
            o.MaxAuthorizationLifetime = TimeSpan.Zero;
            o.ClockSkew = TimeSpan.FromSeconds(-1);
            o.MaxOfferBytes = 0;
        });
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptionsMonitor<PaymentOptions>>().Get("shop"));

        Assert.Equal(8, failure.Failures.Count());
        Assert.All(failure.Failures, text => Assert.Contains("'shop'", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_handler_made_by_hand_checks_its_options_too() =>
        Assert.Throws<OptionsValidationException>(() => new PaymentHandler(new PaymentOptions { MaxAmountPerPayment = "" }, []));

    private sealed class Closed : ISpendPolicy
    {
        public ValueTask<SpendVerdict> JudgeAsync(SpendProposal proposal, CancellationToken cancellationToken) =>
            ValueTask.FromResult(SpendVerdict.Deny(new PaymentReason("closed today"), "Not on Sundays."));
    }
}
