using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore;
using X402.AspNetCore.Tests.Support;
using X402.Client;
using X402.Generators.Tests.Samples;
using X402.Protocol;

namespace X402.Generators.Tests;

/// <summary>The generated client buys from the generated endpoints, over HTTP.</summary>
public class PaidApiRoundTripTests
{
    private const string Key = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paid_call_gives_value_and_receipt()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);
        var purchase = await Client(buyer).GetPageAsync(7, "first & last", new DateOnly(2026, 1, 2), "an/na", 3, Token);
        Assert.Null(purchase.Failure);
        Assert.Equal(new BookPage(7, 3, "first & last, 2026, an/na"), purchase.Value);
        Assert.Equal(PurchaseOutcome.Paid, purchase.Outcome);
        Assert.Equal("0.01 USDC", purchase.Receipt?.AmountText);
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task What_is_optional_may_be_left_out()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);
        var purchase = await Client(buyer).GetPageAsync(7, null, null, null, cancellationToken: Token);
        Assert.Equal(new BookPage(7, 1, "no chapter, 0, no reader"), purchase.Value);
    }

    [Fact]
    public async Task A_body_is_sent_and_read()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);
        var purchase = await Client(buyer).AddAsync(new BookPage(1, 2, "text"), Token);
        Assert.Equal(new BookReceipt(4), purchase.Value);
        Assert.Equal("0.05 USDC", purchase.Receipt?.AmountText);
    }

    [Fact]
    public async Task What_costs_nothing_is_answered_without_a_payment()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);
        var purchase = await Client(buyer).AboutAsync();
        Assert.Equal("books", purchase.Value);
        Assert.Equal(PurchaseOutcome.Free, purchase.Outcome);
    }

    [Fact]
    public async Task A_price_over_the_limit_is_a_value_and_nothing_is_sent()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop, options => options.MaxAmountPerPayment = "$0.001");
        var purchase = await Client(buyer).GetPageAsync(7, null, null, null, cancellationToken: Token);
        Assert.False(purchase.HasValue);
        Assert.Equal(PurchaseOutcome.NotMade, purchase.Outcome);
        Assert.NotNull(purchase.Failure);
        Assert.Equal(0, shop.Facilitator.Verifications);
    }

    [Fact]
    public async Task A_refused_request_is_not_charged()
    {
        await using var shop = await OpenAsync();
        using var missing = await shop.BuyAsync("/books/404/pages");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var malformed = await shop.BuyAsync("/books/seven/pages");
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        Assert.Equal("""{"status":400,"detail":"\u0027id\u0027 is not a valid Int32."}""", await Wallet.BodyOf(malformed));
        using var empty = await shop.BuyAsync("/books", HttpMethod.Post, new StringContent("""{"book":1,"page":1,"text":""}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using var nonsense = await shop.BuyAsync("/books", HttpMethod.Post, new StringContent("{"));
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_declared_endpoint_offers_what_a_mapped_one_offers()
    {
        await using var shop = await OpenAsync();
        using var unpaid = await shop.AskAsync("/books/7/pages");
        var offer = Wallet.OfferOf(unpaid);
        Assert.Equal("10000", offer.Accepts[0].Amount);
        Assert.Equal("Pages of a book.", offer.Resource?.Description);
        var declared = shop.Services.GetRequiredService<IPaidEndpointCatalog>().Endpoints.Single(endpoint => endpoint.Route == "/books");
        Assert.Equal(["0.05 USDC"], declared.Prices);
        Assert.Equal(30, declared.Accepts[0].MaxTimeoutSeconds);
    }

    [Fact]
    public async Task The_catalogue_tells_how_an_endpoint_is_called_and_what_it_answers()
    {
        await using var shop = await OpenAsync();
        using var catalogue = JsonDocument.Parse(await shop.Client.GetStringAsync("/.well-known/x402", Token));
        var page = catalogue.RootElement.GetProperty("resources").EnumerateArray().Single(resource => resource.GetProperty("route").GetString() == "/books/{id}/pages");
        var bazaar = page.GetProperty("extensions").GetProperty("bazaar");
        Assert.Equal(Encoding.UTF8.GetString(BookApiDocument.GetPageAsync.Bazaar), bazaar.GetRawText());
    }

    [Fact]
    public async Task The_402_answer_is_what_the_codecs_of_both_versions_write()
    {
        await using var shop = await OpenAsync();
        using var unpaid = await shop.AskAsync("/books/7/pages");
        var offer = Wallet.OfferOf(unpaid);
        Assert.Equal(PaymentCodec.EncodeHeader(offer), unpaid.Headers.GetValues(PaymentHeaders.PaymentRequired).Single());
        var body = await unpaid.Content.ReadAsByteArrayAsync(Token);
        Assert.True(PaymentCodec.TryDecodeV1Body(body, out var offerV1, out var detail), detail);
        Assert.Equal(Encoding.UTF8.GetString(PaymentCodec.EncodeV1Body(offerV1)), Encoding.UTF8.GetString(body));
        Assert.Equal(offer.Accepts[0].Amount, offerV1.Accepts[0].Amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_parameter_cannot_leave_its_place_in_the_path(string value) =>
        Assert.Throws<ArgumentException>(() => new ApiUrl().Segment("city", value));

    private static Task<Shop> OpenAsync() => Shop.OpenAsync(
        app =>
        {
            app.MapBookApi();
            app.MapX402Catalogue();
        },
        builder => builder.Services.AddSingleton<IBookApi, Library>());

    private static ServiceProvider Buyer(Shop shop, Action<PaymentOptions>? limits = null)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("books", http => http.BaseAddress = shop.Address).AddX402Payments(o =>
        {
            o.ResourceHosts.Add("shop.example");
            limits?.Invoke(o);
        }).AddEvmSigner(Key).AddBookClient();
        return services.BuildServiceProvider();
    }

    private static BookClient Client(ServiceProvider buyer) => buyer.GetRequiredService<BookClient>();
}
