using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using X402.Client.Tests.Support;
using X402.TestSupport.Chain;

namespace X402.Client.Tests;

/// <summary>Each test has a chain of its own, since one of them moves its clock.</summary>
public sealed class RealSignatureTests : IAsyncLifetime
{
    private AnvilProcess Chain { get; set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Chain = await AnvilProcess.StartAsync(cancellationToken: Ct);

    public ValueTask DisposeAsync() => Chain.DisposeAsync();

    [Fact]
    public async Task A_client_with_a_key_buys_and_the_money_moves_on_chain()
    {
        var selling = new ChainShop(Chain);
        await using var shop = await Shop.OpenAsync(selling.ServeAsync);
        var (payer, payee) = (Chain.Accounts[2], Chain.Accounts[1]);
        var services = new ServiceCollection();
        services.AddHttpClient("shop").AddX402Payments(o => o.LimitTotal("$0.01")).AddEvmSigner(payer.PrivateKey);
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
        var before = await Chain.BalanceOfAsync(payee.Address, cancellationToken: Ct);

        using var result = await client.BuyAsync(shop.Url);
        using var second = await client.BuyAsync(shop.Url);

        Assert.Null(result.Failure);
        Assert.Equal(payer.Address.ToString(), result.Receipt?.Payer, ignoreCase: true);
        Assert.Equal(before + 10_000UL, await Chain.BalanceOfAsync(payee.Address, cancellationToken: Ct));
        Assert.Equal(PurchaseOutcome.NotMade, second.Outcome);
    }

    [Fact]
    public async Task A_payment_without_an_answer_is_replaced_once_the_chain_proves_it_void()
    {
        var selling = new ChainShop(Chain);
        var broken = true;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null || !broken)
                return selling.ServeAsync(context);
            context.Abort();
            return Task.CompletedTask;
        });
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddHttpClient("shop").AddX402Payments(o => o.LimitTotal("$0.01"))
            .AddEvmSigner(Chain.Accounts[3].PrivateKey)
            .AddEvmEvidence(Chain.Network.ToString(), Chain.RpcUrl);
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
        var reconciler = provider.GetRequiredKeyedService<PurchaseReconciler>("shop");

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        Assert.Equal(0, await reconciler.ReconcileAsync(cancellationToken: Ct));
        await Chain.AdvanceTimeAsync(TimeSpan.FromMinutes(10), Ct);
        await Chain.MineAsync(100, Ct);
        Assert.Equal(1, await reconciler.ReconcileAsync(cancellationToken: Ct));
        time.SetUtcNow(await Chain.TimeAsync(Ct));
        broken = false;
        using var result = await client.BuyAsync(shop.Url);

        // the server's own clock stands still, so it may find the new authorization too long; what matters is that another one was sent
        Assert.Equal(2, shop.Nonces.Distinct().Count());
        Assert.NotEqual(PurchaseOutcome.NotMade, result.Outcome);
    }
}
