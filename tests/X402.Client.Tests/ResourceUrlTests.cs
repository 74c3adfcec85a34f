using X402.Client.Tests.Support;
using X402.Protocol;
using X402.Reasons;

namespace X402.Client.Tests;

/// <summary>An offer has to be for what was asked for: a server must not pass on another one's.</summary>
public sealed class ResourceUrlTests
{
    [Theory]
    [InlineData("http://bank.example{path}")]
    [InlineData("http://127.0.0.1:1{path}")]
    [InlineData("{origin}/weather/paris")]
    [InlineData("{origin}/weather/London")]
    [InlineData("{origin}/")]
    [InlineData("https://127.0.0.1.example{path}")]
    public async Task An_offer_for_something_else_is_not_paid(string resource)
    {
        await using var shop = await SellAsync(resource);
        using var careful = Buyer.Create(new TestWallet());
        using var trusting = Buyer.Create(new TestWallet(), o => o.CheckResourceUrl = false);

        Assert.Equal(PurchaseReasons.ResourceMismatch, (await careful.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
        Assert.Empty(shop.Payments);
        using var paid = await trusting.BuyAsync(shop.Url);
        Assert.Equal(PurchaseOutcome.Paid, paid.Outcome);
    }

    [Theory]
    [InlineData("{origin}{path}")]
    [InlineData("{origin}{path}?with=query")]
    [InlineData("{path}")]
    [InlineData("the weather")]
    [InlineData("mcp://tool/weather")]
    public async Task An_offer_for_the_same_thing_or_for_none_that_could_be_compared_is_paid(string resource)
    {
        await using var shop = await SellAsync(resource);
        using var client = Buyer.Create(new TestWallet());

        using var paid = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, paid.Outcome);
    }

    [Fact]
    public async Task A_server_behind_a_proxy_may_have_names_that_the_buyer_knows()
    {
        await using var shop = await SellAsync("https://api.shop.example{path}");
        using var knowing = Buyer.Create(new TestWallet(), o => o.ResourceHosts.Add("api.shop.example"));

        using var paid = await knowing.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, paid.Outcome);
    }

    [Theory]
    [InlineData("http://shop.example/weather/london", "http://shop.example/weather/london", true)]
    [InlineData("http://shop.example/weather/london", "https://shop.example/weather/london", true)]
    [InlineData("https://SHOP.example/weather/london", "https://shop.example/weather/london", true)]
    [InlineData("http://localhost:4021/weather/london", "http://127.0.0.1:4021/weather/london", true)]
    [InlineData("http://localhost:4021/weather/london", "http://resource-server/weather/london", true)]
    [InlineData("http://localhost:4021/weather/paris", "http://resource-server/weather/london", false)]
    [InlineData("http://shop.example:81/weather/london", "https://shop.example/weather/london", false)]
    public void Names_of_proxies_and_internal_networks_are_understood(string resource, string asked, bool allowed) =>
        Assert.Equal(allowed, ResourceCheck.Judge(resource, new Uri(asked), new PaymentOptions()).IsAllowed);

    private static Task<Shop> SellAsync(string resource) => Shop.OpenAsync(context =>
    {
        if (Shop.Payment(context.Request) is { } payment)
            return Shop.Deliver(context, payment);
        var offer = Shop.Offer(context, null, Offers.Cent);
        var url = resource.Replace("{origin}", $"http://{context.Request.Host}", StringComparison.Ordinal).Replace("{path}", context.Request.Path, StringComparison.Ordinal);
        context.Response.StatusCode = 402;
        context.Response.Headers[PaymentHeaders.PaymentRequired] = PaymentCodec.EncodeHeader(offer with { Resource = offer.Resource with { Url = url } });
        return context.Response.CompleteAsync();
    });
}
