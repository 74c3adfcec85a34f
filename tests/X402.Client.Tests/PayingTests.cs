using System.Net;
using Microsoft.AspNetCore.Http;
using X402.Client.Tests.Support;
using X402.Money;
using X402.Protocol;
using X402.Reasons;

namespace X402.Client.Tests;

public sealed class PayingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_402_becomes_the_paid_answer_with_a_receipt()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("sunny", await response.Content.ReadAsStringAsync(Ct));
        var receipt = response.GetPaymentReceipt();
        Assert.NotNull(receipt);
        Assert.Equal("0x" + new string('7', 64), receipt.Transaction);
        Assert.Equal((UInt256)10_000UL, receipt.Amount);
        Assert.Equal("0.01 xUSD", receipt.AmountText);
        Assert.Equal(TestWallet.Address, receipt.Payer);
        Assert.Equal(Offers.PayTo, receipt.PayTo);
        Assert.Equal(2, Assert.Single(shop.Payments).X402Version);
    }

    [Fact]
    public async Task A_server_of_version_1_is_paid_in_version_1()
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Payment(context.Request) is { } payment
            ? Shop.Deliver(context, payment)
            : Shop.AskV1(context, Offers.CentOnBaseSepolia));
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal(1, Assert.Single(shop.Payments).X402Version);
        Assert.Equal("eip155:84532", response.GetPaymentReceipt()?.Network);
    }

    [Fact]
    public async Task What_is_free_is_passed_through()
    {
        await using var shop = await Shop.OpenAsync(context => context.Response.WriteAsync("free"));
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Free, result.Outcome);
        Assert.Null(result.Receipt);
        Assert.Equal(0, wallet.Signed);
    }

    [Theory]
    [InlineData("text/html", "<p>pay by card</p>")]
    [InlineData("application/json", """{"message":"quota exceeded"}""")]
    [InlineData("application/json", "not json at all")]
    public async Task A_402_of_another_protocol_is_returned_as_if_nobody_had_read_it(string type, string body)
    {
        await using var shop = await Shop.OpenAsync(context =>
        {
            context.Response.StatusCode = 402;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_streamed_body_arrives_whole_in_the_paid_request()
    {
        var bodies = new List<string>();
        await using var shop = await Shop.OpenAsync(async context =>
        {
            bodies.Add(await new StreamReader(context.Request.Body).ReadToEndAsync());
            await Shop.Sell(context, Offers.Cent);
        });
        using var client = Buyer.Create(new TestWallet());
        using var content = new StreamContent(new OnceOnly("please summarise this"u8.ToArray()));

        using var response = await client.PostAsync(shop.Url, content, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["please summarise this", "please summarise this"], bodies);
    }

    [Fact]
    public async Task A_streamed_body_above_the_limit_is_refused_before_anything_is_sent()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), o => o.MaxRequestBodyBytes = 16);
        using var request = new HttpRequestMessage(HttpMethod.Post, shop.Url) { Content = new StreamContent(new OnceOnly(new byte[17])) };

        using var result = await client.SendPaidAsync(request, Ct);

        Assert.Equal(PurchaseReasons.BodyNotReplayable, Assert.IsType<PaymentNotMadeException>(result.Failure).Reason);
        Assert.Empty(shop.Requests);
    }

    [Fact]
    public async Task A_large_body_of_known_length_is_sent_but_not_paid_for()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        await using var upload = await Shop.OpenAsync(context => context.Response.WriteAsync("stored"));
        using var client = Buyer.Create(new TestWallet(), o => o.MaxRequestBodyBytes = 16);

        using var free = await client.PostAsync(upload.Url, new ByteArrayContent(new byte[1000]), Ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, shop.Url) { Content = new ByteArrayContent(new byte[1000]) };
        using var paid = await client.SendPaidAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.Equal(PurchaseReasons.BodyNotReplayable, paid.Failure?.Reason);
        Assert.Empty(shop.Payments);
    }

    [Fact]
    public async Task The_cheapest_offer_wins_whatever_the_servers_order()
    {
        await using var shop = await Shop.SellAsync(Offers.Exact("30000"), Offers.Exact("10000"), Offers.Exact("20000"));
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal("10000", Assert.Single(shop.Payments).Accepted?.Amount);
    }

    [Fact]
    public async Task Paying_after_delivery_is_preferred_to_paying_up_front_even_when_dearer()
    {
        var upfront = Offers.Exact("10000") with { Extra = Offers.Extra("""{"name":"X402 Development Dollar","version":"1","paymentFlow":"upfront"}""") };
        await using var shop = await Shop.SellAsync(upfront, Offers.Exact("20000"));
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal("20000", Assert.Single(shop.Payments).Accepted?.Amount);
    }

    [Fact]
    public async Task An_offer_with_an_unknown_flow_is_not_taken()
    {
        var odd = Offers.Cent with { Extra = Offers.Extra("""{"name":"X402 Development Dollar","version":"1","paymentFlow":"subscription"}""") };
        await using var shop = await Shop.SellAsync(odd);
        using var client = Buyer.Create(new TestWallet());

        var failure = await client.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal(PurchaseReasons.NoAcceptableOffer, failure.Reason);
    }

    [Theory]
    [InlineData(PaymentHeaders.PaymentSignature)]
    [InlineData(PaymentHeaders.XPayment)]
    public async Task A_request_that_carries_a_payment_is_refused_unsent(string header)
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet());
        using var request = new HttpRequestMessage(HttpMethod.Get, shop.Url);
        request.Headers.Add(header, "e30=");

        using var result = await client.SendPaidAsync(request, Ct);

        Assert.Equal(PurchaseReasons.AlreadyCarriesPayment, result.Failure?.Reason);
        Assert.Empty(shop.Requests);
    }

    [Fact]
    public async Task A_delivery_without_a_receipt_is_delivered_without_a_receipt()
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Payment(context.Request) is null ? Shop.Ask(context, Offers.Cent) : context.Response.WriteAsync("sunny"));
        using var client = Buyer.Create(new TestWallet());

        using var response = await client.GetAsync(shop.Url, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(response.GetPaymentReceipt());
    }

    [Fact]
    public void Synchronous_requests_say_that_paying_is_asynchronous()
    {
        using var client = Buyer.Create(new TestWallet());
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:9/");

        Assert.Contains("SendAsync", Assert.Throws<NotSupportedException>(() => client.Send(request, Ct)).Message, StringComparison.Ordinal);
    }

    /// <summary>A stream that can be read once and does not know its length.</summary>
    private sealed class OnceOnly(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
