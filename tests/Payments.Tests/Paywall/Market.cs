using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using X402.Facilitators;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;
using X402.TestSupport.Stack;

namespace X402.Services.Payments.Tests.Paywall;

/// <summary>A chain, a facilitator and a shop with all kinds of goods. The browser and its wallet are the only things that are driven.</summary>
internal sealed class Market : IAsyncDisposable
{
    public const string Hostile = "</script><script>alert('x')</script><img src=x onerror=\"alert('x')\">\"'`{{data}}";

    private readonly WebApplication _app;
    private readonly RedisProcess _redis;
    private readonly ServiceProcess _facilitatorService;

    private Market(WebApplication app, AnvilProcess chain, RedisProcess redis, ServiceProcess facilitatorService, DisturbedFacilitator facilitator)
    {
        (_app, Chain, _redis, _facilitatorService, Facilitator) = (app, chain, redis, facilitatorService, facilitator);
        Address = new Uri(app.Urls.Single());
    }

    public AnvilProcess Chain { get; }

    public DisturbedFacilitator Facilitator { get; }

    public Uri Address { get; }

    public static async Task<Market> OpenAsync(CancellationToken cancellationToken)
    {
        var chain = await AnvilProcess.StartAsync(cancellationToken: cancellationToken);
        var redis = await RedisProcess.StartAsync(cancellationToken: cancellationToken);
        var service = await ServiceProcess.StartAsync("Facilitator", PaymentStack.FacilitatorSettings(chain, redis), cancellationToken);
        var facilitator = new DisturbedFacilitator(service.Url);
        // without a public origin: in development the server's own address stands in
        var settings = PaymentStack.ShopSettings(chain, redis, service.Url, new Dictionary<string, string?>
        {
            ["X402__PublicOrigin"] = null,
            ["X402__Paywall__DevelopmentChain"] = chain.RpcUrl.ToString(),
            ["X402__ServiceName"] = "Weather station",
        });
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => pair.Value));
        builder.Services.AddSingleton<IFacilitator>(facilitator);
        builder.Services.AddX402().AddEvm();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapX402DevelopmentWallet();
        app.MapX402Catalogue();
        MapGoods(app);
        await app.StartAsync(cancellationToken);
        return new(app, chain, redis, service, facilitator);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Facilitator.Dispose();
        await _facilitatorService.DisposeAsync();
        await _redis.DisposeAsync();
        await Chain.DisposeAsync();
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        foreach (var line in (string[])["Twinkle, twinkle,", "little star"])
        {
            await context.Response.WriteAsync(line + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static void MapGoods(WebApplication app)
    {
        app.MapGet("/weather/{city}", static (string city) => Results.Text($$"""{"city":"{{city}}","degrees":21.50,"big":12345678901234567890,"days":[{"sky":"clear","rain":false},{}],"note":"<b>sunny</b>"}""", "application/json"))
            .RequirePayment(static price => price.Accept("$0.01").Describe("The weather in one city today and on the next three days.", "application/json"));
        app.MapGet("/page", static () => Results.Text(
                """
                <!doctype html><html><head><style>h2 { color: rgb(1, 2, 3) }</style><script>parent.document.title = 'owned'</script></head>
                <body onload="alert(1)"><h2>Report</h2><p style="font-weight: 900">Bold</p><img src=x onerror="alert(1)"><a href="javascript:alert(1)">link</a></body></html>
                """, "text/html", Encoding.UTF8))
            .RequirePayment(static price => price.Accept("$0.02").Describe("A report as a page.", "text/html"));
        app.MapGet("/picture", static () => Results.Text("""<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#0b6b5d"/></svg>""", "image/svg+xml"))
            .RequirePayment(static price => price.Accept("$0.03").Describe("A picture.", "image/svg+xml"));
        app.MapGet("/file", static () => Results.Bytes(new byte[2048], "application/octet-stream", "data.bin")).RequirePayment("$0.01");
        app.MapGet("/hostile", static () => Results.Text(Hostile)).RequirePayment(static price => price.Accept("$0.01").Describe(Hostile));
        app.MapGet("/choice", static () => "chosen").RequirePayment(static price => price.Accept("$0.04").Accept("$0.05"));
        app.MapGet("/broken", static () => Results.StatusCode(500)).RequirePayment("$0.01");
        app.MapGet("/stream", StreamAsync).RequirePayment(static price => price.Accept("$0.06").Describe("A song, as it is sung.", "text/plain").SettleUpfront());
        var asked = new ConcurrentDictionary<string, int>();
        // fails at first: before it answers, or in the middle of its answer
        app.MapGet("/moody/{how}", async (string how, HttpContext context) =>
        {
            if (asked.AddOrUpdate(how, 1, static (_, count) => count + 1) > 1)
                return Results.Text($"{how}: in a better mood");
            if (how == "never-begins")
                return Results.StatusCode(500);
            await context.Response.WriteAsync("It was a dark and");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("The story broke off.");
        }).RequirePayment(static price => price.Accept("$0.07").SettleUpfront());
        app.MapPost("/note", static () => "noted").RequirePayment("$0.01");
    }
}
