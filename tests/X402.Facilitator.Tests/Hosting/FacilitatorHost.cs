using System.Globalization;
using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using X402.Evm.Settlement;
using X402.Facilitators;
using X402.Settlement;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>A facilitator of a test's own, in this process, behind a real web server on a port of its own.</summary>
internal sealed class FacilitatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FacilitatorHost(WebApplication app, Uri address, Uri grpcAddress)
    {
        _app = app;
        GrpcChannel = GrpcChannel.ForAddress(grpcAddress);
        Http = new HttpClient(HttpFacilitator.CreateHandler()) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
        Facilitator = new HttpFacilitator(Http, TimeProvider.System);
    }

    public HttpClient Http { get; }

    public IFacilitator Facilitator { get; }

    /// <summary>To the same facilitator over gRPC.</summary>
    public GrpcChannel GrpcChannel { get; }

    public ISettlementJournal Journal => _app.Services.GetRequiredService<ISettlementJournal>();

    /// <summary>Settlements that wait in this process for a relayer.</summary>
    public int Waiting => _app.Services.GetRequiredService<EvmSettlementEngine>().Networks.Sum(static network => network.Waiting);

    /// <summary>Whether a relayer works in this process: from then on what comes in goes to it, and not by way of the reconciler.</summary>
    public bool HasRelayer => _app.Services.GetRequiredService<EvmSettlementEngine>().Networks.Any(static network => network.Relayers.Count > 0);

    /// <summary>Starts one that serves the chain with relayer #0, unless the settings say otherwise.</summary>
    public static async Task<FacilitatorHost> StartAsync(AnvilProcess chain, IDictionary<string, string?>? settings = null, RedisProcess? redis = null, string? rpcUrl = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new TestOutputLogs()).SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Configuration.AddInMemoryCollection(SettingsOf(chain, settings, redis, rpcUrl));
        services?.Invoke(builder.Services);
        var facilitator = builder.Services.AddX402Facilitator().AddEvm();
        if (redis is not null)
            facilitator.AddRedisJournal();
        var app = builder.Build();
        app.MapX402Facilitator();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address)).ToArray();
        return new(app, addresses[0], addresses[1]);
    }

    /// <summary>The configuration of a facilitator on the chain.</summary>
    public static Dictionary<string, string?> SettingsOf(AnvilProcess chain, IDictionary<string, string?>? settings, RedisProcess? redis, string? rpcUrl = null)
    {
        const string network = "Facilitator:Networks:0:";
        var all = new Dictionary<string, string?>
        {
            [network + "Network"] = chain.Network.ToString(),
            [network + "RpcUrl"] = rpcUrl ?? chain.RpcUrl.ToString(),
            [network + "RelayerLease"] = "00:00:02",
            [network + "ReconcileInterval"] = "00:00:00.2",
            [network + "AdoptAfter"] = "00:00:02",
            ["ConnectionStrings:redis"] = redis?.ConnectionString,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name.Replace("Network:", network, StringComparison.Ordinal)] = value;
        if (!all.Keys.Any(static name => name.Contains("RelayerKeys", StringComparison.Ordinal)))
            all[network + "RelayerKeys:0"] = chain.Accounts[0].PrivateKey;
        return all;
    }

    /// <summary>Settings that give the facilitator several relayers.</summary>
    public static Dictionary<string, string?> Relayers(AnvilProcess chain, params int[] accounts) =>
        accounts.Select((account, i) => (Name: $"Network:RelayerKeys:{i.ToString(CultureInfo.InvariantCulture)}", Key: (string?)chain.Accounts[account].PrivateKey))
            .ToDictionary(static setting => setting.Name, static setting => setting.Key);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        GrpcChannel.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
