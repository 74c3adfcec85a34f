using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace X402.AppHost.Tests;

/// <summary>What a newcomer sees: the stack starts, and soon afterwards the agent has bought something with money that is on the chain.</summary>
public sealed partial class FirstPurchaseTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_buys_by_itself_through_two_facilitator_replicas_and_the_chain_confirms_it()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(PlatformFixture.Patience);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Facilitator:Replicas=2", "--Agent:Budget=0.05"], (_, _) => { }, patience.Token);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        await using var app = await builder.BuildAsync(patience.Token);

        var clock = Stopwatch.StartNew();
        await app.StartAsync(patience.Token);
        var bought = await BoughtAsync(app, patience.Token);

        output.WriteLine($"from start to the first settled purchase: {clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        output.WriteLine(bought);
        var receipt = await ReceiptAsync(app, TransactionHash().Match(bought).Value, patience.Token);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
    }

    private static async Task<string> BoughtAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        await foreach (var lines in app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync("client-agent").WithCancellation(cancellationToken))
        {
            foreach (var line in lines)
            {
                if (line.Content.Contains("bought GET /weather/", StringComparison.Ordinal))
                    return line.Content;
            }
        }
        throw new InvalidOperationException("The agent ended without buying anything.");
    }

    private static async Task<JsonElement> ReceiptAsync(DistributedApplication app, string transaction, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(
            new Uri((await app.GetConnectionStringAsync("chain", cancellationToken))!),
            new { jsonrpc = "2.0", id = 1, method = "eth_getTransactionReceipt", @params = new[] { transaction } },
            cancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)).GetProperty("result");
    }

    [GeneratedRegex("0x[0-9a-f]{64}")]
    private static partial Regex TransactionHash();
}
