using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore;
using X402.AspNetCore.Tests.Support;
using X402.Client;
using X402.Generators.Tests.Samples;
using X402.Protocol;

namespace X402.Generators.Tests;

/// <summary>What declared endpoints offer, on a real server.</summary>
public class DeclaredOfferTests
{
    private const string Key = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every paid endpoint of the samples, with a path of it.</summary>
    public static TheoryData<string, string> Paid => new()
    {
        { "GET", "/books/7/pages" },
        { "POST", "/books" },
        { "GET", "/quotes/7" },
        { "POST", "/search" },
        { "GET", "/prints/3?color=true" },
        { "GET", "/searches/3" },
        { "GET", "/covers/7" },
    };

    [Theory]
    [MemberData(nameof(Paid))]
    public async Task The_402_answer_is_what_the_codecs_of_both_versions_write(string method, string path)
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync(path, new(method));

        var offer = Wallet.OfferOf(unpaid);
        Assert.Equal(PaymentCodec.EncodeHeader(offer), unpaid.Headers.GetValues(PaymentHeaders.PaymentRequired).Single());
        var body = await unpaid.Content.ReadAsByteArrayAsync(Token);
        Assert.True(PaymentCodec.TryDecodeV1Body(body, out var offerV1, out var detail), detail);
        Assert.Equal(Encoding.UTF8.GetString(PaymentCodec.EncodeV1Body(offerV1)), Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task What_the_compiler_wrote_goes_onto_the_wire_byte_for_byte()
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync("/prints/3");

        var header = Convert.FromBase64String(unpaid.Headers.GetValues(PaymentHeaders.PaymentRequired).Single());
        // but for the example of what is in the path, which is this request's
        var written = Encoding.UTF8.GetString(CatalogueApiDocument.PrintAsync.Bazaar).Replace("\"pathParams\":{\"pages\":1}", "\"pathParams\":{\"pages\":3}", StringComparison.Ordinal);
        Assert.Contains(written, Encoding.UTF8.GetString(header), StringComparison.Ordinal);
        var body = await unpaid.Content.ReadAsByteArrayAsync(Token);
        Assert.True(body.AsSpan().IndexOf(CatalogueApiDocument.PrintAsync.OutputSchema) > 0, Encoding.UTF8.GetString(body));
        // a dash that JSON need not escape
        Assert.Contains("A printed book — or a part of it.", Encoding.UTF8.GetString(header), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_long_for_every_answer_goes_without_its_output_and_stays_in_the_catalogue()
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync("/quotes/7");
        var listed = shop.Services.GetRequiredService<IPaidEndpointCatalog>().Endpoints.Single(endpoint => endpoint.Route == "/quotes/{id}");

        var offered = Wallet.OfferOf(unpaid).Extensions!.Value.GetProperty("bazaar");
        Assert.True(offered.GetProperty("info").TryGetProperty("input", out _));
        Assert.False(offered.GetProperty("info").TryGetProperty("output", out _));
        Assert.Equal("/quotes/:id", offered.GetProperty("routeTemplate").GetString());
        Assert.NotNull(listed.Discovery?.Output);
    }

    [Theory]
    [InlineData("/quotes/7", "{\"id\":7}")]
    [InlineData("/quotes/-12?copies=3", "{\"id\":-12}")]
    [InlineData("/quotes/the%20first", "{\"id\":\"the first\"}")]
    [InlineData("/quotes/%22%C3%BC%E2%80%94", "{\"id\":\"\\\"ü—\"}")]
    public async Task An_offer_names_what_is_in_the_path(string path, string parameters)
    {
        await using var shop = await OpenAsync();

        using var first = await shop.AskAsync(path);
        using var second = await shop.AskAsync(path);
        using var other = await shop.AskAsync("/quotes/8");

        Assert.Equal(parameters, PathOf(first));
        Assert.Equal(parameters, PathOf(second));
        Assert.Equal("{\"id\":8}", PathOf(other));
        Assert.Equal(PaymentCodec.EncodeHeader(Wallet.OfferOf(first)), first.Headers.GetValues(PaymentHeaders.PaymentRequired).Single());

        static string PathOf(HttpResponseMessage unpaid) =>
            Wallet.OfferOf(unpaid).Extensions!.Value.GetProperty("bazaar").GetProperty("info").GetProperty("input").GetProperty("pathParams").GetRawText();
    }

    [Fact]
    public async Task A_payment_that_echoes_another_path_is_refused()
    {
        await using var shop = await OpenAsync();
        using var elsewhere = await shop.AskAsync("/prints/4");
        using var here = await shop.AskAsync("/prints/3");
        var offer = Wallet.OfferOf(here);

        using var honest = await shop.PayAsync("/prints/3", Wallet.For(offer) with { Extensions = offer.Extensions });
        using var swapped = await shop.PayAsync("/prints/3", Wallet.For(offer) with { Extensions = Wallet.OfferOf(elsewhere).Extensions });

        Assert.Equal(HttpStatusCode.OK, honest.StatusCode);
        Assert.Equal((HttpStatusCode.PaymentRequired, "extension_echo_mismatch"), (swapped.StatusCode, await Wallet.ReasonOf(swapped)));
    }

    [Fact]
    public async Task An_endpoint_can_stay_out_of_the_bazaar()
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapCatalogueApi().WithoutPaymentExtension("bazaar"),
            builder => builder.Services.AddSingleton<ICatalogueApi, Catalogue>());

        using var unpaid = await shop.AskAsync("/quotes/7");

        Assert.Null(Wallet.OfferOf(unpaid).Extensions);
        Assert.DoesNotContain("outputSchema", await Wallet.BodyOf(unpaid), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/prints/3", "30000")]
    [InlineData("/prints/3?color=true", "60000")]
    [InlineData("/prints/3?color=true&words=more", "60000")]
    public async Task A_price_is_computed_from_the_request(string path, string amount)
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync(path);
        using var paid = await shop.BuyAsync(path);

        Assert.Equal(amount, Assert.Single(Wallet.OfferOf(unpaid).Accepts).Amount);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_payment_for_a_cheaper_request_does_not_buy_a_dearer_one()
    {
        await using var shop = await OpenAsync();

        using var response = await shop.PayAsync("/prints/9", await shop.SignAsync("/prints/1"));

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(0, shop.Facilitator.Verifications);
    }

    [Theory]
    [InlineData("/prints/many", HttpStatusCode.BadRequest, "'pages' is not a valid Int32.")]
    [InlineData("/prints/3?color=red", HttpStatusCode.BadRequest, "'color' is not a valid Boolean.")]
    [InlineData("/prints/0", HttpStatusCode.UnprocessableEntity, "Print at least one page.")]
    public async Task A_request_without_a_price_is_refused_before_anything_is_paid(string path, HttpStatusCode status, string problem)
    {
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/prints/3");

        using var unpaid = await shop.AskAsync(path);
        using var paid = await shop.PayAsync(path, payment);

        Assert.Equal((status, status), (unpaid.StatusCode, paid.StatusCode));
        Assert.Contains(problem.Replace("'", "\\u0027", StringComparison.Ordinal), await Wallet.BodyOf(unpaid), StringComparison.Ordinal);
        Assert.Equal((0, 0), (shop.Facilitator.Verifications, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task The_typed_client_pays_the_computed_price()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);

        var purchase = await buyer.GetRequiredService<CatalogueClient>().PrintAsync(4, color: true, words: "a & b");

        Assert.Equal("a & b", purchase.Value?.Words[0]);
        Assert.Equal("0.08 USDC", purchase.Receipt?.AmountText);
        Assert.Equal(ICatalogueApi.PriceOf(4, true).Value.ToString(), purchase.Receipt?.AmountText);
    }

    [Fact]
    public async Task A_stream_that_is_paid_upfront_arrives_while_it_is_made()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);
        var making = (Catalogue)shop.Services.GetRequiredService<ICatalogueApi>();

        var purchase = await buyer.GetRequiredService<CatalogueClient>().SearchesAsync(3, Token);

        Assert.Equal((PurchaseOutcome.Paid, "0.01 USDC"), (purchase.Outcome, purchase.Receipt?.AmountText));
        var words = new List<string>();
        await foreach (var search in purchase.Value!.WithCancellation(Token))
        {
            // the next one is not made before this one is here
            words.Add(search.Words[0]);
            making.Made.Release();
        }
        Assert.Equal(["word 0\n", "word 1\n", "word 2\n"], words);
    }

    [Fact]
    public async Task Bytes_that_are_paid_upfront_arrive_as_they_are()
    {
        await using var shop = await OpenAsync();
        await using var buyer = Buyer(shop);

        var purchase = await buyer.GetRequiredService<CatalogueClient>().CoverAsync(7);

        Assert.True(purchase.HasValue, purchase.Problem);
        await using var content = purchase.Value;
        var copy = new MemoryStream();
        await content.CopyToAsync(copy, Token);
        Assert.Equal([1, 2, 3], copy.ToArray());
    }

    private static ServiceProvider Buyer(Shop shop)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("books", http => http.BaseAddress = shop.Address).AddX402Payments(options => options.ResourceHosts.Add("shop.example")).AddEvmSigner(Key).AddCatalogueClient();
        return services.BuildServiceProvider();
    }

    private static Task<Shop> OpenAsync() => Shop.OpenAsync(
        app =>
        {
            app.MapBookApi();
            app.MapCatalogueApi();
        },
        builder => builder.Services.AddSingleton<IBookApi, Library>().AddSingleton<ICatalogueApi, Catalogue>());
}
