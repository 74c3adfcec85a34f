using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Support;

/// <summary>
/// A resource server of the tests' own in front of the same facilitator and Redis, which counts its work and fails on demand. Two of them are
/// two replicas: they share nothing but the store.
/// </summary>
internal sealed class CountingShop : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _executions;

    private CountingShop(WebApplication app) => _app = app;

    /// <summary>What is sold.</summary>
    public Uri Goods { get; private set; } = null!;

    /// <summary>How often the work was done.</summary>
    public int Executions => _executions;

    /// <summary>What the handler does, given the number of the execution; by default it works.</summary>
    public Func<int, IResult> Work { get; set; } = static number => TypedResults.Text($"result {number}");

    /// <param name="world">What it shares with others.</param>
    /// <param name="facilitator">Another facilitator than the world's.</param>
    /// <param name="more">More settings.</param>
    /// <param name="looksAtChain">Whether it has a node of its own and believes the chain only.</param>
    public static async Task<CountingShop> OpenAsync(World world, Uri? facilitator = null, IReadOnlyDictionary<string, string?>? more = null, bool looksAtChain = false)
    {
        var settings = PaymentStack.ShopSettings(world.Chain, world.Stack.Redis, facilitator ?? world.Proxy.Url, new Dictionary<string, string?>(more ?? new Dictionary<string, string?>())
        {
            // one public origin: replicas stand behind one address
            ["X402__PublicOrigin"] = "https://shop.example",
            ["X402__DuplicateWait"] = "00:02:00",
        });
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => pair.Value));
        var selling = builder.Services.AddX402().AddEvm().AddRedisLedger();
        if (looksAtChain)
            selling.AddEvmEvidence(world.Chain.Network.ToString(), world.Chain.RpcUrl);
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        var app = builder.Build();
        var shop = new CountingShop(app);
        app.MapGet("/goods", () => shop.Work(Interlocked.Increment(ref shop._executions))).RequirePayment("$0.01");
        await app.StartAsync(TestContext.Current.CancellationToken);
        shop.Goods = new Uri(new Uri(app.Urls.Single()), "/goods");
        return shop;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
