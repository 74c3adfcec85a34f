using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Tests.Support;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class PaidRequestTests
{
    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_valid_payment_gets_the_resource_and_a_receipt(int version)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/weather/{city}", (string city) => $"sun over {city}").RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/weather/london", version: version);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("sun over london", await Wallet.BodyOf(response));
        var receipt = Wallet.ReceiptOf(response, version);
        Assert.True(receipt.Success);
        Assert.Equal(ScriptedFacilitator.Transaction, receipt.Transaction);
        Assert.Equal(ScriptedFacilitator.Network, receipt.Network);
        Assert.False(response.Headers.Contains(PaymentHeaders.PaymentRequired));
        Assert.Equal((1, 1), (shop.Facilitator.Verifications, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task The_receipt_stands_in_the_header_of_the_clients_version_only()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));

        using var v1 = await shop.BuyAsync("/x", version: ProtocolVersion.V1);
        using var v2 = await shop.BuyAsync("/x", version: ProtocolVersion.V2);

        Assert.True(v1.Headers.Contains(PaymentHeaders.XPaymentResponse));
        Assert.False(v1.Headers.Contains(PaymentHeaders.PaymentResponse));
        Assert.True(v2.Headers.Contains(PaymentHeaders.PaymentResponse));
        Assert.False(v2.Headers.Contains(PaymentHeaders.XPaymentResponse));
    }

    [Fact]
    public async Task The_handler_sees_the_verified_payer()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/who", (HttpContext context) => context.GetPayment()!.Payer).RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/who");

        Assert.Equal(Wallet.Payer, await Wallet.BodyOf(response));
    }

    [Fact]
    public async Task Every_step_is_on_record()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        var record = await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken);
        Assert.Equal(
            [PaymentState.Reserved, PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling, PaymentState.Settled],
            record!.History.Select(step => step.State));
        Assert.Equal("GET /x", record.Endpoint);
        Assert.Equal(ScriptedFacilitator.Transaction, record.Transaction);
    }

    [Fact]
    public async Task The_facilitator_is_told_the_servers_own_resource_never_the_clients()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        FacilitatorRequest? seen = null;
        shop.Facilitator.OnSettle = (request, _) => Task.FromResult(ScriptedFacilitator.Settled(seen = request));
        var payment = (await shop.SignAsync("/x")) with { Resource = new() { Url = "https://evil.example/expensive" } };

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("https://shop.example/x", seen!.Payload.Resource!.Url);
    }

    [Fact]
    public async Task A_posted_body_reaches_the_handler_whole()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapPost("/echo", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            return $"{(await reader.ReadToEndAsync(request.HttpContext.RequestAborted)).Length}";
        }).RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/echo", HttpMethod.Post, new StringContent(new string('a', 300_000)));

        Assert.Equal("300000", await Wallet.BodyOf(response));
    }

    [Fact]
    public async Task A_price_per_request_is_charged_as_offered()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/by-length/{text}", (string text) => text)
            .RequirePayment(context => ValueTask.FromResult(Money.Price.Parse($"0.0{((string)context.Request.RouteValues["text"]!).Length}"))));

        var payment = await shop.SignAsync("/by-length/abc");
        Assert.Equal("30000", payment.Accepted!.Amount);
        using var paid = await shop.PayAsync("/by-length/abc", payment);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);

        using var dearer = await shop.PayAsync("/by-length/abcde", await shop.SignAsync("/by-length/abc"));
        Assert.Equal(HttpStatusCode.PaymentRequired, dearer.StatusCode);
        Assert.Equal("no_matching_payment_requirements", await Wallet.ReasonOf(dearer));
    }

    [Fact]
    public async Task Each_of_several_offers_can_be_paid()
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "x").RequirePayment(o => o.Accept("$0.01").Accept("0.02 USDC", "eip155:8453").Describe("x marks the spot", "text/plain")),
            facilitator: new() { OnSupported = static () => new() { Kinds = [new() { X402Version = 2, Scheme = "exact", Network = "eip155:84532" }, new() { X402Version = 2, Scheme = "exact", Network = "eip155:8453" }] } });
        using var unpaid = await shop.AskAsync("/x");
        var offer = Wallet.OfferOf(unpaid);

        Assert.Equal([("eip155:84532", "10000"), ("eip155:8453", "20000")], offer.Accepts.Select(accepted => (accepted.Network, accepted.Amount)));
        Assert.Equal(("x marks the spot", "text/plain"), (offer.Resource.Description, offer.Resource.MimeType));
        using var response = await shop.PayAsync("/x", Wallet.For(offer with { Accepts = [offer.Accepts[1]] }));
        Assert.Equal("eip155:8453", Wallet.ReceiptOf(response).Network);
    }

    [Fact]
    public async Task Neither_signature_nor_header_is_ever_logged()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        using var paid = await shop.PayAsync("/x", payment);
        shop.Facilitator.OnVerify = static (_, _) => throw new JsonException("broken");
        using var failed = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.DoesNotContain(Wallet.Signature, shop.Logs.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(PaymentCodec.EncodeHeader(payment), shop.Logs.All, StringComparison.Ordinal);
    }
}
