using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using X402.Services.Payments.Chain;
using X402.TestSupport.Processes;

namespace X402.Services.Payments.Tests;

/// <summary>What is not there is said, and nothing fails for it.</summary>
public sealed class AwayTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-away-");
    private Dashboard _dashboard = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _dashboard = await Dashboard.StartAsync(
        _directory.FullName, $"--ConnectionStrings:chain=http://127.0.0.1:{FreePort.Next()}", $"--ConnectionStrings:redis=127.0.0.1:{FreePort.Next()},connectTimeout=200,connectRetry=0");

    [Fact]
    public async Task Without_chain_and_Redis_every_page_says_so_and_payments_are_still_told_and_kept()
    {
        var story = new Story(DateTimeOffset.UtcNow);
        await _dashboard.TellAsync(story.Unknown());

        Assert.Contains("The chain does not answer.", await _dashboard.GetAsync("/chain"), StringComparison.Ordinal);
        Assert.Contains("No such transaction", await _dashboard.GetAsync($"/chain/tx/{story.Transaction}"), StringComparison.Ordinal);
        Assert.Contains("No such block", await _dashboard.GetAsync("/chain/block/7"), StringComparison.Ordinal);
        var facilitator = await _dashboard.GetAsync("/facilitator");
        Assert.Contains("The payment store does not answer.", facilitator, StringComparison.Ordinal);
        Assert.Contains(story.TraceId, facilitator, StringComparison.Ordinal);
        Assert.Contains("settlement_pending", await _dashboard.GetAsync($"/payments/{story.TraceId}"), StringComparison.Ordinal);
        Assert.Equal("Healthy", await _dashboard.GetAsync("/health"));
    }

    [Theory]
    [InlineData("https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task A_page_from_elsewhere_cannot_press_our_buttons(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        using var answer = await _dashboard.Http.SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Money_is_made_on_development_chains_only()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var node = builder.Build();
        var asked = new List<string>();
        // a node of a public network
        node.MapPost("/", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            asked.Add(await body.ReadToEndAsync());
            return Results.Text("""[{"jsonrpc":"2.0","id":0,"result":"Geth/v1.16.0"},{"jsonrpc":"2.0","id":1,"result":"0x2105"}]""", "application/json");
        });
        await node.StartAsync(Cancellation);
        var chain = new ChainClient(Options.Create(new PaymentsOptions { RpcUrl = new Uri(node.Urls.Single()) }), new ConfigurationBuilder().Build());
        var faucet = new DevelopmentFaucet(chain, TimeProvider.System);

        var funded = await faucet.FundAsync("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 100, Cancellation);
        var mined = await faucet.MineAsync(Cancellation);

        Assert.False(funded.Success);
        Assert.Contains("no development chain", funded.Message, StringComparison.Ordinal);
        Assert.False(mined.Success);
        Assert.All(asked, body => Assert.DoesNotContain("eth_sendTransaction", body, StringComparison.Ordinal));
        Assert.All(asked, body => Assert.DoesNotContain("evm_mine", body, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
