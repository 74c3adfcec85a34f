using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using X402.Facilitators;
using X402.Ledger;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore.Tests.Support;

/// <summary>A real resource server on a loopback port.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string PayTo = "0x1563915e194D8CfBA1943570603F7606A3115508";
    public const string PublicOrigin = "https://shop.example";

    private readonly WebApplication _app;

    private Shop(WebApplication app, ScriptedFacilitator facilitator, RecordingLogs logs)
    {
        _app = app;
        Facilitator = facilitator;
        Logs = logs;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Address };
    }

    public ScriptedFacilitator Facilitator { get; }

    public RecordingLogs Logs { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IPaymentLedger Ledger => Services.GetRequiredService<IPaymentLedger>();

    /// <summary>The clock of a shop that was opened with one of its own.</summary>
    public FakeTimeProvider Time() => (FakeTimeProvider)Services.GetRequiredService<TimeProvider>();

    public static WebApplicationBuilder CreateBuilder(ScriptedFacilitator facilitator, RecordingLogs logs, Action<X402ServerOptions>? options = null, string environment = "Production")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<IFacilitator>(facilitator);
        builder.Services.AddSingleton<IPaymentSchemeServer, ShapeOnlyScheme>();
        builder.Services.AddX402(o =>
        {
            o.PayTo = PayTo;
            o.Network = ScriptedFacilitator.Network;
            o.PublicOrigin = PublicOrigin;
            options?.Invoke(o);
        });
        return builder;
    }

    public static async Task<Shop> OpenAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null, Action<X402ServerOptions>? options = null, ScriptedFacilitator? facilitator = null, FakeTimeProvider? clock = null, string environment = "Production")
    {
        facilitator ??= new();
        var logs = new RecordingLogs();
        var builder = CreateBuilder(facilitator, logs, options, environment);
        if (clock is not null)
            builder.Services.AddSingleton<TimeProvider>(clock);
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        return new(app, facilitator, logs);
    }

    /// <summary>Asks without a payment.</summary>
    public Task<HttpResponseMessage> AskAsync(string path, HttpMethod? method = null) =>
        Client.SendAsync(new HttpRequestMessage(method ?? HttpMethod.Get, path), TestContext.Current.CancellationToken);

    /// <summary>Signs for the first offer of an endpoint.</summary>
    public async Task<PaymentPayload> SignAsync(string path, HttpMethod? method = null, int version = ProtocolVersion.V2)
    {
        using var unpaid = await AskAsync(path, method);
        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        return Wallet.For(Wallet.OfferOf(unpaid), version);
    }

    /// <summary>Asks with a payment.</summary>
    public Task<HttpResponseMessage> PayAsync(string path, PaymentPayload payment, HttpMethod? method = null, HttpContent? content = null, CancellationToken? cancellationToken = null)
    {
        var message = new HttpRequestMessage(method ?? HttpMethod.Get, path) { Content = content };
        message.Headers.Add(Wallet.HeaderOf(payment), PaymentCodec.EncodeHeader(payment));
        return Client.SendAsync(message, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Signs and pays.</summary>
    public async Task<HttpResponseMessage> BuyAsync(string path, HttpMethod? method = null, HttpContent? content = null, int version = ProtocolVersion.V2) =>
        await PayAsync(path, await SignAsync(path, method, version), method, content);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
