using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using X402.Services.Payments.Tests;
using static Microsoft.Playwright.Assertions;

namespace X402.AppHost.Tests;

public sealed class PlatformTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private const string DevelopmentDollar = "0x4020dE5000000000000000000000000000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_service_is_healthy_behind_its_public_port()
    {
        foreach (var name in new[] { "facilitator", "resource-server", "payments" })
        {
            await platform.App.ResourceNotifications.WaitForResourceHealthyAsync(name, Cancellation);
            using var client = platform.App.CreateHttpClient(name, "http");
            using var answer = await client.GetAsync("/health", Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_contracts_are_on_the_chain_before_the_facilitator_starts()
    {
        var state = await platform.App.ResourceNotifications.WaitForResourceAsync("contracts", KnownResourceStates.TerminalStates, Cancellation);

        Assert.Equal(KnownResourceStates.Finished, state);
        await LineAsync("contracts", line => line.Contains("contracts ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_does_not_pay_is_told_how_to()
    {
        using var client = platform.App.CreateHttpClient("resource-server", "http");

        using var answer = await client.GetAsync("/weather/london", Cancellation);

        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.True(answer.Headers.Contains("PAYMENT-REQUIRED"));
    }

    [Fact]
    public async Task The_client_agent_buys_and_gets_a_receipt()
    {
        var started = await platform.App.ResourceCommands.ExecuteCommandAsync("client-agent", KnownResourceCommands.StartCommand, Cancellation);

        Assert.True(started.Success);
        await LineAsync("client-agent", line => line.StartsWith("bought ", StringComparison.Ordinal) && line.Contains("transaction 0x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Purchases_are_settled_by_both_replicas_of_the_facilitator()
    {
        await platform.App.ResourceCommands.ExecuteCommandAsync("client-agent", KnownResourceCommands.StartCommand, Cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(PlatformFixture.Patience);

        // each replica has a relayer of its own
        foreach (var relayer in new[] { AnvilAccounts.Address(0), AnvilAccounts.Address(AnvilAccounts.Count - 1) })
        {
            while ((await RpcAsync("eth_getTransactionCount", $"\"{relayer}\",\"latest\"")).GetString() == "0x0")
                await Task.Delay(TimeSpan.FromMilliseconds(500), patience.Token);
        }
    }

    [Fact]
    public async Task A_chain_that_is_started_again_has_its_contracts_and_payments()
    {
        var token = $"\"{DevelopmentDollar}\",\"latest\"";
        var call = $$"""{"to":"{{DevelopmentDollar}}","data":"0x70a08231{{AnvilAccounts.Address(3)[2..].PadLeft(64, '0')}}"}""";
        var balance = $"{call},\"latest\"";
        var (code, money) = ((await RpcAsync("eth_getCode", token)).GetString(), (await RpcAsync("eth_call", balance)).GetString());

        var restarted = await platform.App.ResourceCommands.ExecuteCommandAsync("chain", KnownResourceCommands.RestartCommand, Cancellation);
        Assert.True(restarted.Success);
        await platform.App.ResourceNotifications.WaitForResourceHealthyAsync("chain", Cancellation);

        Assert.True(code!.Length > 1000);
        Assert.Equal(code, (await RpcAsync("eth_getCode", token)).GetString());
        Assert.Equal(money, (await RpcAsync("eth_call", balance)).GetString());
    }

    [Fact]
    public async Task A_purchase_is_told_on_the_dashboard_from_the_first_request_to_the_chain()
    {
        await platform.App.ResourceCommands.ExecuteCommandAsync("client-agent", KnownResourceCommands.StartCommand, Cancellation);
        using var dashboard = platform.App.CreateHttpClient("payments", "http");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(PlatformFixture.Patience);

        // steps come from three processes, each in its own time: the payment is complete when all have told theirs
        while (true)
        {
            using var list = JsonDocument.Parse(await dashboard.GetStringAsync("/export.json?outcome=paid", patience.Token));
            foreach (var payment in list.RootElement.EnumerateArray())
            {
                var page = await dashboard.GetStringAsync($"/payments/{payment.GetProperty("trace").GetString()}", patience.Token);
                if (payment.GetProperty("block").GetString() != "" && Enumerable.Range(1, 12).All(step => page.Contains($"x402.{step} ", StringComparison.Ordinal)))
                {
                    Assert.Equal("GET /weather/{city}", payment.GetProperty("endpoint").GetString());
                    Assert.Equal("10000", payment.GetProperty("amount").GetString());
                    Assert.StartsWith("0x", payment.GetProperty("transaction").GetString(), StringComparison.Ordinal);
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(1), patience.Token);
        }
    }

    [Theory]
    [InlineData("/endpoints", "GET /weather/{city}", "$0.01")]
    [InlineData("/facilitator", "eip155:31337", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData("/resources", "resource-server", "Running")]
    public async Task The_dashboard_knows_the_platform(string path, string first, string second)
    {
        using var dashboard = platform.App.CreateHttpClient("payments", "http");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(PlatformFixture.Patience);

        // measurements arrive every few seconds
        while (await dashboard.GetStringAsync(path, patience.Token) is var page
            && !(page.Contains(first, StringComparison.Ordinal) && page.Contains(second, StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromSeconds(1), patience.Token);
    }

    [Fact]
    public async Task The_page_of_resources_shows_states_and_logs_and_restarts_what_it_shows()
    {
        Assert.SkipWhen(typeof(DistributedApplication).Assembly.GetName().Name == "Aspire.Hosting", "Under Aspire its own dashboard shows the resources; the page says so.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(PlatformFixture.Patience);
        await platform.App.ResourceNotifications.WaitForResourceHealthyAsync("payments", patience.Token);
        await platform.App.ResourceNotifications.WaitForResourceHealthyAsync("resource-server", patience.Token);
        await using var browser = await Browser.StartAsync();
        await using var page = await browser.OpenAsync(platform.App.GetEndpoint("payments", "http"), "/resources");

        await Expect(Card("redis")).ToContainTextAsync("Running · healthy");
        await Expect(Card("contracts")).ToContainTextAsync("exit code 0");
        await Expect(page.Page.GetByLabel("Parameters")).ToContainTextAsync("relayer-key");
        await Card("contracts").GetByRole(AriaRole.Button, new() { Name = "Logs" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("contracts ready");
        await page.PictureAsync("resources");
        await page.AssertAccessibleAsync();

        var before = Regex.Match(await Card("resource-server").InnerTextAsync(), "process [0-9]+ ").Value;
        Assert.NotEmpty(before);
        await Card("resource-server").GetByRole(AriaRole.Button, new() { Name = "Restart" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Restart resource-server: done.");
        await Expect(Card("resource-server")).ToContainTextAsync("process");
        await Expect(Card("resource-server")).Not.ToContainTextAsync(before);
        await Expect(Card("resource-server")).ToContainTextAsync("Running · healthy");

        // who stops the page asks for it twice
        await Card("payments").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(Card("payments").GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("This is the dashboard itself");
        await Card("payments").GetByRole(AriaRole.Button, new() { Name = "No", Exact = true }).ClickAsync();
        await Expect(Card("payments")).ToContainTextAsync("Running · healthy");

        ILocator Card(string name) => page.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });
    }

    [Fact]
    public async Task A_block_can_be_mined_by_command()
    {
        var mined = await platform.App.ResourceCommands.ExecuteCommandAsync("chain", "mine", Cancellation);

        Assert.True(mined.Success);
    }

    [Fact]
    public async Task The_agent_is_funded_and_buys_once_by_command()
    {
        var funded = await platform.App.ResourceCommands.ExecuteCommandAsync("client-agent", "fund", Cancellation);
        Assert.True(funded.Success, funded.Message);

        var bought = await platform.App.ResourceCommands.ExecuteCommandAsync("client-agent", "buy-once", Cancellation);

        Assert.True(bought.Success, bought.Message);
        await LineAsync("one-purchase", line => line.StartsWith("bought ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_dashboard_sees_the_chain_and_the_books()
    {
        using var dashboard = platform.App.CreateHttpClient("payments", "http");

        Assert.Contains("X402 Development Dollar", await dashboard.GetStringAsync("/chain", Cancellation), StringComparison.Ordinal);
        // another test's purchase may be on its way
        while (!(await dashboard.GetStringAsync("/facilitator", Cancellation)).Contains("The ledger holds nothing that is not at an end.", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
    }

    [Fact]
    public async Task Connection_strings_tell_where_chain_and_Redis_are()
    {
        Assert.StartsWith("http://", await platform.App.GetConnectionStringAsync("chain", Cancellation), StringComparison.Ordinal);
        Assert.StartsWith("localhost:", await platform.App.GetConnectionStringAsync("redis", Cancellation), StringComparison.Ordinal);
    }

    private async Task<JsonElement> RpcAsync(string method, string parameters)
    {
        using var http = new HttpClient();
        using var body = new StringContent($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[{{parameters}}]}""", null, "application/json");
        using var answer = await http.PostAsync(new Uri((await platform.App.GetConnectionStringAsync("chain", Cancellation))!), body, Cancellation);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("result");
    }

    private async Task LineAsync(string resource, Func<string, bool> predicate)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(PlatformFixture.Patience);
        var logs = platform.App.Services.GetRequiredService<ResourceLoggerService>();
        await foreach (var lines in logs.WatchAsync(resource).WithCancellation(patience.Token))
        {
            if (lines.Any(line => predicate(line.Content)))
                return;
        }
    }
}
