using X402.Client.Tests.Support;
using X402.Reasons;

namespace X402.Client.Tests;

public sealed class PurchaseKeyTests
{
    [Fact]
    public async Task A_named_purchase_is_paid_once_however_often_it_is_repeated()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        for (var i = 0; i < 3; i++)
        {
            using var result = await BuyAsync(client, shop.Url);
            Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        }

        Assert.Equal(1, wallet.Signed);
        Assert.Single(shop.Nonces.Distinct());
    }

    [Fact]
    public async Task A_named_purchase_that_was_settled_is_never_paid_again_even_when_the_server_refuses()
    {
        var refuse = false;
        await using var shop = await Shop.OpenAsync(context => refuse ? Shop.Ask(context, "payment_failed", Offers.Cent) : Shop.Sell(context, Offers.Cent));
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        using var first = await BuyAsync(client, shop.Url);
        refuse = true;
        using var second = await BuyAsync(client, shop.Url);
        using var third = await BuyAsync(client, shop.Url);

        Assert.Equal([PurchaseOutcome.Paid, PurchaseOutcome.NotDelivered, PurchaseOutcome.NotDelivered], [first.Outcome, second.Outcome, third.Outcome]);
        Assert.Equal(1, wallet.Signed);
    }

    [Fact]
    public async Task Of_two_requests_for_one_named_purchase_only_one_signs()
    {
        var release = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(async context =>
        {
            if (Shop.Payment(context.Request) is not null)
                await release.Task;
            await Shop.Sell(context, Offers.Cent);
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.02"));

        var first = BuyAsync(client, shop.Url);
        await Eventually.IsTrueAsync(() => !shop.Payments.IsEmpty);
        using var second = await BuyAsync(client, shop.Url);
        release.SetResult();
        using var done = await first;
        using var another = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseReasons.PurchaseInProgress, second.Failure?.Reason);
        Assert.Equal(PurchaseOutcome.Paid, done.Outcome);
        Assert.Equal(PurchaseOutcome.Paid, another.Outcome); // what the second one reserved is free again
        Assert.Equal(2, shop.Nonces.Length);
    }

    [Fact]
    public async Task One_name_for_two_requests_is_a_mistake()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet());

        using var first = await BuyAsync(client, shop.Url);
        using var second = await BuyAsync(client, new Uri(shop.Url, "/weather/paris"));

        Assert.Equal(PurchaseReasons.PurchaseKeyConflict, second.Failure?.Reason);
        Assert.Single(shop.Payments);
    }

    private static async Task<PurchaseResult> BuyAsync(HttpClient client, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url).SetPurchaseKey("order-17");
        return await client.SendPaidAsync(request, TestContext.Current.CancellationToken);
    }
}
