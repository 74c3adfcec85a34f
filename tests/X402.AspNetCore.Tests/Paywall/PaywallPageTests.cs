using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Paywall;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;

namespace X402.AspNetCore.Tests.Paywall;

/// <summary>What people get who open a paid URL in a browser; tests/Payments.Tests pays on it.</summary>
public sealed class PaywallPageTests
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64)";

    [Fact]
    public async Task A_browser_gets_a_page_with_the_same_offer_and_a_policy_for_exactly_its_own_script_and_style()
    {
        await using var shop = await OpenAsync();

        using var response = await OpenPageAsync(shop);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("10000", Wallet.OfferOf(response).Accepts.Single().Amount);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(["Accept", "User-Agent", "PAYMENT-SIGNATURE", "X-PAYMENT"], response.Headers.Vary);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        var html = await Wallet.BodyOf(response);
        Assert.Contains("$0.01", html, StringComparison.Ordinal);
        Assert.Contains("0.01 USDC", html, StringComparison.Ordinal);
        Assert.Contains("Base Sepolia", html, StringComparison.Ordinal);
        Assert.Contains("id=\"no-script\"", html, StringComparison.Ordinal);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src {HashOf(html, "<script type=\"module\">", "</script>")};", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src {HashOf(html, "<style>", "</style>")};", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_gets_the_offer_as_it_stands_in_the_header()
    {
        await using var shop = await OpenAsync();
        using var response = await OpenPageAsync(shop);

        using var data = JsonDocument.Parse(Between(await Wallet.BodyOf(response), "id=\"x402\">", "</script>"));

        Assert.Equal(response.Headers.GetValues(PaymentHeaders.PaymentRequired).Single(), data.RootElement.GetProperty("offer").GetString());
        var option = data.RootElement.GetProperty("options")[0];
        Assert.Equal(84532, option.GetProperty("chainId").GetInt32());
        Assert.Equal("https://sepolia.basescan.org/tx/", option.GetProperty("transactionUrl").GetString());
        Assert.False(data.RootElement.TryGetProperty("developmentWallet", out _));
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\" onmouseover=\"alert(1)")]
    [InlineData("<!--<script>")]
    [InlineData("{{data}}{{style}}")]
    [InlineData("\u2028\u2029&lt;b&gt;")]
    public async Task Texts_of_sellers_and_requests_stay_texts(string hostile)
    {
        await using var shop = await OpenAsync(options => options.Paywall.Name = hostile, hostile);
        await using var harmless = await OpenAsync();

        using var response = await OpenPageAsync(shop, "/x?q=" + hostile.Replace("#", "", StringComparison.Ordinal));

        var html = await Wallet.BodyOf(response);
        using var plain = await OpenPageAsync(harmless);
        Assert.Equal(TagsOf(await Wallet.BodyOf(plain)), TagsOf(html));
        Assert.Contains(hostile, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "curl/8.0", false)]
    [InlineData("*/*", Browser, false)]
    [InlineData("application/json", Browser, false)]
    [InlineData("application/json, text/html;q=0.5", Browser, true)]
    public async Task Only_a_browser_that_wants_html_gets_the_page(string accept, string agent, bool isPage)
    {
        await using var shop = await OpenAsync();

        using var response = await OpenPageAsync(shop, "/x", accept, agent);

        Assert.Equal(isPage ? "text/html" : "application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.Contains(PaymentHeaders.PaymentRequired));
    }

    [Fact]
    public async Task The_page_can_be_switched_off()
    {
        await using var shop = await OpenAsync(static options => options.Paywall.Enabled = false);

        using var response = await OpenPageAsync(shop);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_page_can_be_dressed_in_the_seller_s_name_logo_and_colour()
    {
        await using var shop = await OpenAsync(static options =>
        {
            options.Paywall.Name = "Café Österreich";
            options.Paywall.LogoUrl = "/logo.svg";
            options.Paywall.ThemeColor = "#ffd400";
        });

        using var response = await OpenPageAsync(shop);

        var html = WebUtility.HtmlDecode(await Wallet.BodyOf(response));
        Assert.Contains("Café Österreich", html, StringComparison.Ordinal);
        Assert.Contains("<img class=\"logo\" src=\"/logo.svg\" alt=\"\">", html, StringComparison.Ordinal);
        Assert.Contains("--accent: #ffd400; --on-accent: #000000;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_can_be_replaced()
    {
        await using var shop = await OpenAsync(configure: static builder => builder.Services.AddSingleton<IPaywallPage, OwnPage>());

        using var response = await OpenPageAsync(shop);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("<h1>$0.01</h1>", await Wallet.BodyOf(response));
        Assert.Equal("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Wrong_settings_of_the_page_are_all_told_at_start()
    {
        var error = await Assert.ThrowsAsync<X402ConfigurationException>(() => OpenAsync(static options =>
        {
            options.Paywall.LogoUrl = "https://cdn.example/logo.png";
            options.Paywall.ThemeColor = "red; } body { display: none";
            options.Paywall.Networks = [new() { Network = "base", Name = "Base" }, new() { Network = "eip155:7", RpcUrl = "javascript:alert(1)" }];
        }));

        foreach (var name in new[] { "LogoUrl", "ThemeColor", "'base'", "no name for eip155:7", "javascript:alert(1)" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static Task<Shop> OpenAsync(Action<X402ServerOptions>? options = null, string description = "One thing", Action<WebApplicationBuilder>? configure = null) =>
        Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment(price => price.Accept("$0.01").Describe(description)), configure, options);

    private static async Task<HttpResponseMessage> OpenPageAsync(Shop shop, string path = "/x", string accept = "text/html,application/xhtml+xml", string agent = Browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        return await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string HashOf(string html, string start, string end) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Between(html, start, end))))}'";

    private static string Between(string text, string start, string end) => text.Split(start, 2)[1].Split(end, 2)[0];

    // the elements of the page, in their order, without what stands in script and style
    private static List<string> TagsOf(string html)
    {
        var tags = new List<string>();
        var rest = html.Replace(Between(html, "<style>", "</style>"), "", StringComparison.Ordinal);
        rest = rest.Replace(Between(rest, "<script type=\"module\">", "</script>"), "", StringComparison.Ordinal);
        for (var start = rest.IndexOf('<', StringComparison.Ordinal); start >= 0; start = rest.IndexOf('<', start + 1))
            tags.Add(new string([.. rest[start..].TakeWhile(static c => c is not (' ' or '>'))]));
        return tags;
    }

    private sealed class OwnPage : IPaywallPage
    {
        public PaywallDocument Render(PaywallContext context) => new(Encoding.UTF8.GetBytes($"<h1>{context.Prices[0]}</h1>"), "default-src 'none'");
    }
}
