using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Tests.Support;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.AspNetCore.Tests.Paywall;

/// <summary>The wallet for newcomers signs on a developer's machine, and nowhere else.</summary>
public sealed class DevelopmentWalletTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private const string Path = "/.well-known/x402/development-wallet";

    private static readonly string s_account = DevelopmentAccount.All[3].Address.ToString();

    [Fact]
    public async Task It_signs_with_a_published_account_of_the_local_chain()
    {
        await using var shop = await OpenAsync();

        Assert.Equal(s_account, (await CallAsync(shop, "eth_requestAccounts"))[0].GetString());
        var typedData = """
            {"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Note":[{"name":"text","type":"string"}]},"primaryType":"Note","domain":{"name":"test"},"message":{"text":"hello"}}
            """;
        var signature = (await CallAsync(shop, "eth_signTypedData_v4", s_account, typedData)).GetString()!;

        Assert.Equal(132, signature.Length);
        Assert.StartsWith("0x", (await CallAsync(shop, "eth_chainId")).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_offers_it_where_it_exists()
    {
        await using var shop = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0");

        using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains($"\"developmentWallet\":\"{Path}\"", await Wallet.BodyOf(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eth_sendTransaction")]
    [InlineData("anvil_setBalance")]
    [InlineData("personal_sign")]
    public async Task It_does_nothing_else(string method)
    {
        await using var shop = await OpenAsync();

        Assert.Equal(4200, (await RefusalAsync(shop, method, s_account)).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task It_signs_for_no_other_account()
    {
        await using var shop = await OpenAsync();

        Assert.Equal(4100, (await RefusalAsync(shop, "eth_signTypedData_v4", DevelopmentAccount.All[0].Address.ToString(), "{}")).GetProperty("code").GetInt32());
        Assert.Equal(4100, (await RefusalAsync(shop, "eth_signTypedData_v4")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task It_talks_to_nothing_but_anvil()
    {
        await using var node = await Shop.OpenAsync(static app => app.MapPost("/", () => Results.Text("""{"jsonrpc":"2.0","id":1,"result":"Geth/v1.16"}""", "application/json")));
        await using var shop = await OpenAsync(chain: node.Address.ToString());

        Assert.Equal(4900, (await RefusalAsync(shop, "eth_signTypedData_v4", s_account, "{}")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_chain_that_is_away_is_an_answer()
    {
        await using var shop = await OpenAsync(chain: "http://127.0.0.1:1");

        Assert.Equal(4900, (await RefusalAsync(shop, "eth_chainId")).GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "attacker.example")]
    public async Task Other_sites_get_nothing(string header, string value)
    {
        await using var shop = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = JsonContent.Create(new { method = "eth_accounts" }) };
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_site_gets_nothing()
    {
        await using var shop = await OpenAsync();
        using var content = new StringContent("""{"method":"eth_accounts"}""");

        using var response = await shop.Client.PostAsync(Path, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task An_application_outside_of_development_does_not_start_with_it(string environment)
    {
        var error = await Assert.ThrowsAsync<X402ConfigurationException>(() => OpenAsync(environment));

        Assert.Contains("X402:Paywall:DevelopmentChain is set outside of Development", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_there_is_none()
    {
        await using var shop = await Shop.OpenAsync(static app => app.MapX402DevelopmentWallet(), environment: "Development");
        using var content = JsonContent.Create(new { method = "eth_accounts" });

        using var response = await shop.Client.PostAsync(Path, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private Task<Shop> OpenAsync(string environment = "Development", string? chain = null) => Shop.OpenAsync(
        static app =>
        {
            app.MapGet("/x", () => "x").RequirePayment("$0.01");
            app.MapX402DevelopmentWallet();
        },
        options: options => options.Paywall.DevelopmentChain = chain ?? anvil.Chain.RpcUrl.ToString(),
        environment: environment);

    private static async Task<JsonElement> CallAsync(Shop shop, string method, params string[] parameters) =>
        (await AnswerAsync(shop, method, parameters)).GetProperty("result");

    private static async Task<JsonElement> RefusalAsync(Shop shop, string method, params string[] parameters) =>
        (await AnswerAsync(shop, method, parameters)).GetProperty("error");

    private static async Task<JsonElement> AnswerAsync(Shop shop, string method, string[] parameters)
    {
        using var content = JsonContent.Create(new { method, @params = parameters });
        using var response = await shop.Client.PostAsync(Path, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
