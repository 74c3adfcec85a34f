using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using X402.Ledger;
using X402.TestSupport.Chain;
using X402.TestSupport.Processes;
using X402.TestSupport.Stack;

namespace X402.Services.Payments.Tests;

/// <summary>The dashboard beside the real thing: chain, Redis, facilitator and shop, which tell it what they do. One purchase was made.</summary>
public sealed class LiveFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-live-");
    private Browser _browser = null!;
    private ServiceProvider _stores = null!;

    internal PaymentStack Stack { get; private set; } = null!;

    internal Dashboard Dashboard { get; private set; } = null!;

    internal IPaymentLedger Ledger => _stores.GetRequiredService<IPaymentLedger>();

    internal string Trace { get; private set; } = null!;

    internal string Transaction { get; private set; } = null!;

    internal string Signature { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Next();
        var telemetry = new Dictionary<string, string?> { ["X402_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}" };
        Stack = await PaymentStack.StartAsync(new PaymentStackOptions
        {
            ChainId = 31337,
            Facilitator = telemetry,
            Shop = new Dictionary<string, string?>(telemetry) { ["X402__RecordDocuments"] = "true" },
        });
        Dashboard = await Dashboard.StartAsync(port, _directory.FullName, $"--ConnectionStrings:chain={Stack.Chain.RpcUrl}", $"--ConnectionStrings:redis={Stack.Redis.ConnectionString}", "--Payments:AspireDashboard=http://localhost:18800",
            $"--Payments:ResourceServer={Stack.Shop.Url}", $"--Payments:TryKey={DevelopmentAccount.All[4].PrivateKey}");
        _stores = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:redis", Stack.Redis.ConnectionString)]).Build())
            .AddLogging().AddRedisPaymentStores().BuildServiceProvider();
        (Trace, Transaction, Signature) = await BuyAsync();
        await WaitUntilToldAsync(Trace);
        _browser = await Browser.StartAsync();
    }

    internal Task<BrowserPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1360) =>
        _browser.OpenAsync(Dashboard.Http.BaseAddress!, path, scheme, width);

    /// <summary>A payment that no service tells about: only the ledger knows it.</summary>
    internal async Task<PaymentRecord> KeepSilentAsync(string endpoint, params PaymentAdvance[] steps)
    {
        var bought = Assert.Single(await ListAsync(), record => record.TraceId == Trace);
        var id = bought.Id with { Nonce = "0x" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)) };
        var record = (await Ledger.ReserveAsync(new PaymentReservation
        {
            Id = id,
            RequestFingerprint = bought.RequestFingerprint,
            Requirements = bought.Requirements,
            Payload = bought.Payload,
            Endpoint = endpoint,
            ValidBefore = bought.ValidBefore,
            Owner = "somebody silent",
            Lease = TimeSpan.FromMinutes(5),
        }, TestContext.Current.CancellationToken)).Record;
        foreach (var step in steps)
            record = (await Ledger.AdvanceAsync(record, step, TestContext.Current.CancellationToken))!;
        return record;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _stores.DisposeAsync();
        await Dashboard.DisposeAsync();
        await Stack.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task<List<PaymentRecord>> ListAsync()
    {
        var all = new List<PaymentRecord>();
        await foreach (var record in Ledger.QueryAsync(new PaymentQuery(), TestContext.Current.CancellationToken))
            all.Add(record);
        return all;
    }

    /// <summary>Buys as somebody whose own steps are not told; the trace begins with it.</summary>
    internal async Task<(string Trace, string Transaction, string Signature)> BuyAsync()
    {
        using var purchase = new Activity("purchase") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        using var http = new HttpClient();
        using var buyer = await Stack.NewBuyerAsync();
        var url = new Uri(Stack.Shop.Url, "/weather/london");
        var payment = await buyer.SignAsync(await Buyer.AskAsync(http, url));
        using var answer = await Buyer.SendAsync(http, url, payment);
        answer.EnsureSuccessStatusCode();
        return (purchase.TraceId.ToHexString(), Buyer.ReceiptOf(answer)!.Transaction, payment.Payload.GetProperty("signature").GetString()!);
    }

    /// <summary>Steps come from two processes, each in its own time.</summary>
    internal async Task WaitUntilToldAsync(string trace)
    {
        while (await Dashboard.GetAsync($"/payments/{trace}") is var page
            && !(page.Contains("x402.10 confirm", StringComparison.Ordinal) && page.Contains("x402.12 deliver", StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(250));
    }
}
