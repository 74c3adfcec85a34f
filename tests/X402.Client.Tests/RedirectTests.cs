using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using X402.Client.Tests.Support;
using X402.Protocol;
using X402.Reasons;

namespace X402.Client.Tests;

public sealed class RedirectTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_payment_never_follows_a_redirect_to_another_origin(int status)
    {
        var stolen = new List<string>();
        await using var thief = await Shop.OpenAsync(context =>
        {
            stolen.AddRange(context.Request.Headers.Keys);
            return context.Response.WriteAsync("thanks");
        });
        await using var shop = await Shop.OpenAsync(context => Shop.Payment(context.Request) is null ? Shop.Ask(context, Offers.Cent) : Redirect(context, status, thief.Url.AbsoluteUri));
        using var client = Buyer.Create(new TestWallet());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        client.DefaultRequestHeaders.Add("Cookie", "session=1");

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal("thanks", await response.Content.ReadAsStringAsync(Ct));
        Assert.Single(shop.Payments);
        Assert.NotEmpty(stolen);
        Assert.DoesNotContain(stolen, name => name.Equals(PaymentHeaders.PaymentSignature, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Authorization", stolen);
        Assert.DoesNotContain("Cookie", stolen);
    }

    [Fact]
    public async Task A_payment_does_not_come_back_after_a_detour_over_another_origin()
    {
        Shop? shop = null;
        await using var detour = await Shop.OpenAsync(context => Redirect(context, 307, new Uri(shop!.Url, "/back").AbsoluteUri));
        await using (shop = await Shop.OpenAsync(context => context.Request.Path == "/back" ? context.Response.WriteAsync("back")
            : Shop.Payment(context.Request) is null ? Shop.Ask(context, Offers.Cent) : Redirect(context, 307, detour.Url.AbsoluteUri)))
        {
            using var client = Buyer.Create(new TestWallet());

            using var response = await client.GetAsync(shop.Url, Ct);

            Assert.Equal("back", await response.Content.ReadAsStringAsync(Ct));
            Assert.Single(shop.Payments);
            Assert.Empty(detour.Payments);
        }
    }

    [Fact]
    public async Task Another_origin_that_asks_for_money_is_not_paid_unasked()
    {
        await using var lookalike = await Shop.SellAsync(Offers.Cent);
        await using var shop = await Shop.OpenAsync(context => Redirect(context, 302, lookalike.Url.AbsoluteUri));
        using var careful = Buyer.Create(new TestWallet());
        using var trusting = Buyer.Create(new TestWallet(), o => o.AllowedHosts.Add($"127.0.0.1:{lookalike.Url.Port}"));

        Assert.Equal(PurchaseReasons.RedirectedElsewhere, (await careful.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
        using var paid = await trusting.BuyAsync(shop.Url);
        Assert.Equal(PurchaseOutcome.Paid, paid.Outcome);
        Assert.Empty(shop.Payments);
    }

    [Fact]
    public async Task Another_origin_is_not_paid_either_when_an_expired_payment_is_sent_again_and_led_there()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var paid = 0;
        await using var lookalike = await Shop.SellAsync(Offers.Cent);
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null)
                return Shop.Ask(context, Offers.Cent);
            if (++paid > 1)
                return Redirect(context, 302, lookalike.Url.AbsoluteUri);
            context.Abort();
            return Task.CompletedTask;
        });
        var wallet = new TestWallet(time);
        using var client = Buyer.Create(wallet, services: new PaymentServices { Time = time });

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        time.Advance(TimeSpan.FromMinutes(10));
        var declined = await client.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal(PurchaseReasons.RedirectedElsewhere, declined.Reason);
        Assert.Equal((2, 1), (paid, wallet.Signed));
        Assert.Empty(lookalike.Payments);
    }

    [Fact]
    public async Task Within_an_origin_the_payment_goes_where_the_offer_came_from()
    {
        await using var shop = await Shop.OpenAsync(context => context.Request.Path == "/weather/london" ? Redirect(context, 308, "/v2/weather/london") : Shop.Sell(context, Offers.Cent));
        using var client = Buyer.Create(new TestWallet());

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal(["GET /weather/london", "GET /v2/weather/london", "GET /v2/weather/london"], shop.Requests);
    }

    [Fact]
    public async Task Within_an_origin_a_payment_follows_and_its_receipt_on_the_way_is_kept()
    {
        await using var shop = await Shop.OpenAsync(context =>
        {
            var payment = Shop.Payment(context.Request);
            if (context.Request.Path == "/result")
                return context.Response.WriteAsync(payment is null ? "unpaid result" : "the payment was sent twice");
            if (payment is null)
                return Shop.Ask(context, Offers.Cent);
            context.Response.StatusCode = 303;
            context.Response.Headers.Location = "/result";
            return Shop.Deliver(context, payment);
        });
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal("unpaid result", await response.Content.ReadAsStringAsync(Ct));
        Assert.NotNull(response.GetPaymentReceipt());
    }

    [Theory]
    [InlineData(301, "GET", "")]
    [InlineData(302, "GET", "")]
    [InlineData(303, "GET", "")]
    [InlineData(307, "POST", "text")]
    [InlineData(308, "POST", "text")]
    public async Task Redirects_of_a_post_continue_as_browsers_do(int status, string method, string body)
    {
        string? seen = null;
        await using var shop = await Shop.OpenAsync(async context =>
        {
            if (context.Request.Path != "/next")
            {
                await Redirect(context, status, "/next");
                return;
            }
            seen = $"{context.Request.Method} {await new StreamReader(context.Request.Body).ReadToEndAsync()}";
        });
        using var client = Buyer.Create(new TestWallet());
        using var content = new StringContent("text");

        using var response = await client.PostAsync(shop.Url, content, Ct);

        Assert.Equal($"{method} {body}", seen);
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        await using var shop = await Shop.OpenAsync(context => Redirect(context, 302, "/again"));
        using var client = Buyer.Create(new TestWallet(), o => o.MaxRedirects = 3);

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(4, shop.Requests.Count);
    }

    [Fact]
    public async Task A_primary_handler_that_follows_redirects_and_cannot_be_changed_any_more_is_refused()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var used = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(used, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, shop.Url);
        using var first = await invoker.SendAsync(request, Ct);
        using var client = Buyer.Create(new TestWallet(), primary: used);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync(shop.Url, Ct));

        Assert.Contains("AllowAutoRedirect = false", failure.Message, StringComparison.Ordinal);
        Assert.Empty(shop.Payments);
    }

    private static Task Redirect(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
