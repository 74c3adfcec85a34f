using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class UnpaidAnswerTests
{
    [Theory]
    [InlineData("/x", "https://shop.example/x")]
    [InlineData("/X", "https://shop.example/X")]
    [InlineData("/x?a=1&b=%22", "https://shop.example/x?a=1&b=%22")]
    [InlineData("/items/caf%C3%A9", "https://shop.example/items/caf%C3%A9")]
    public async Task Both_versions_are_answered_at_once(string path, string url)
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapGet("/x", () => "x").RequirePayment("$0.01");
            app.MapGet("/items/{name}", (string name) => name).RequirePayment("$0.01");
        });

        using var response = await shop.AskAsync(path);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var offer = Wallet.OfferOf(response);
        Assert.Equal(("payment_required", url), (offer.Error, offer.Resource.Url));
        var accepted = Assert.Single(offer.Accepts);
        Assert.Equal(("exact", "eip155:84532", "10000", Shop.PayTo, 300), (accepted.Scheme, accepted.Network, accepted.Amount, accepted.PayTo, accepted.MaxTimeoutSeconds));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(PaymentCodec.TryDecodeV1Body(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), out var v1, out var detail), detail);
        Assert.Equal((url, "10000", "eip155:84532"), (v1.Resource.Url, v1.Accepts.Single().Amount, v1.Accepts.Single().Network));
    }

    [Fact]
    public async Task The_host_header_has_no_say_in_the_resource()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { Host = "evil.example" } };
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("https://shop.example/x", Wallet.OfferOf(response).Resource.Url);
    }

    [Fact]
    public async Task A_huge_query_does_not_inflate_the_header()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));

        using var response = await shop.AskAsync("/x?" + new string('a', 6000));

        Assert.Equal("https://shop.example/x", Wallet.OfferOf(response).Resource.Url);
    }

    [Fact]
    public async Task The_offer_comes_before_binding_and_validation()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapPost("/x/{number:int}", (int number, [Microsoft.AspNetCore.Mvc.FromBody] JsonElement body) => number + body.GetArrayLength()).RequirePayment("$0.01"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/x/1") { Content = new StringContent("not json", null, "application/json") };

        using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
    }

    [Fact]
    public async Task The_body_of_an_unpaid_request_is_not_read()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapPost("/x", () => "x").RequirePayment("$0.01"));

        // the client announces a body and waits to be asked for it: 100 Continue would be the sign that somebody reads
        var answer = await RawHttp.SendAsync(shop.Address, "POST /x", "Content-Length: 1000000", "Expect: 100-continue");

        Assert.Equal(402, RawHttp.StatusOf(answer));
        Assert.DoesNotContain("100 Continue", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_gets_the_offer_without_a_body()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapMethods("/x", ["GET", "HEAD"], () => "x").RequirePayment("$0.01"));

        var answer = await RawHttp.SendAsync(shop.Address, "HEAD /x");

        Assert.Equal(402, RawHttp.StatusOf(answer));
        Assert.Contains("PAYMENT-REQUIRED:", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_of_other_origins_may_read_the_payment_headers_where_cors_lets_them_in(bool corsFirst)
    {
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.UseCors();
                app.MapGet("/x", () => "x").RequirePayment("$0.01").RequireCors();
                app.MapGet("/free", () => "free").RequireCors();
            },
            builder =>
            {
                builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("https://wallet.example").WithExposedHeaders("X-Own").AllowAnyHeader()));
                if (corsFirst)
                    builder.Services.AddX402();
            });

        Assert.Equal("X-Own, PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE", await ExposedAsync("/x", "https://wallet.example"));
        Assert.Equal("X-Own", await ExposedAsync("/free", "https://wallet.example"));
        Assert.Null(await ExposedAsync("/x", "https://other.example"));

        var preflight = await RawHttp.SendAsync(shop.Address, "OPTIONS /x", "Origin: https://wallet.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: payment-signature");
        Assert.Equal(204, RawHttp.StatusOf(preflight));
        Assert.Contains("Access-Control-Allow-Origin: https://wallet.example", preflight, StringComparison.Ordinal);

        async Task<string?> ExposedAsync(string path, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Origin", origin);
            using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.Headers.TryGetValues("Access-Control-Expose-Headers", out var values) ? string.Join(", ", values) : null;
        }
    }

    [Fact]
    public async Task Headers_can_be_exposed_without_cors_in_the_application()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), options: o => o.AlwaysExposeHeaders = true);

        using var unpaid = await shop.AskAsync("/x");
        using var paid = await shop.BuyAsync("/x");

        Assert.Contains("PAYMENT-REQUIRED", string.Join(',', unpaid.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.Contains("PAYMENT-RESPONSE", string.Join(',', paid.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_for_a_network_without_an_old_name_leaves_version_1_empty_handed()
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "x").RequirePayment("$0.01"),
            options: o => o.Network = "eip155:31337",
            facilitator: new() { OnSupported = static () => new() { Kinds = [new() { X402Version = 2, Scheme = "exact", Network = "eip155:31337" }] } });

        using var response = await shop.AskAsync("/x");

        Assert.Equal("eip155:31337", Wallet.OfferOf(response).Accepts.Single().Network);
        using var body = JsonDocument.Parse(await Wallet.BodyOf(response));
        Assert.Equal(0, body.RootElement.GetProperty("accepts").GetArrayLength());
    }

    [Fact]
    public async Task The_offer_goes_out_behind_a_middleware_that_replaces_the_response_stream()
    {
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.UseResponseCompression();
                app.MapGet("/x", () => new string('x', 10_000)).RequirePayment("$0.01");
            },
            builder => builder.Services.AddResponseCompression());
        var payment = await shop.SignAsync("/x");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.Add("Accept-Encoding", "gzip");

        using var unpaid = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var paid = await shop.PayAsync("/x", payment);

        Assert.Equal("payment_required", Wallet.OfferOf(unpaid).Error);
        Assert.Equal(10_000, (await Wallet.BodyOf(paid)).Length);
    }
}
