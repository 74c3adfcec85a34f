using System.Globalization;
using Benchmarks.Macro.Load;
using X402.Contracts;
using X402.TestSupport.Chain;
using X402.TestSupport.Processes;
using X402.TestSupport.Redis;
using X402.TestSupport.Stack;

namespace Benchmarks.Macro.World;

/// <summary>A chain, a Redis and payers of one scenario's own, and whatever the scenario starts beside them.</summary>
internal sealed class Stage : IAsyncDisposable
{
    // enough for thousands of payments in a block
    private const ulong RoomyBlocks = 2_000_000_000;

    private readonly Stack<IAsyncDisposable> _started = new();

    private Stage(AnvilProcess chain, RedisProcess redis, Payers payers) => (Chain, Redis, Payers) = (chain, redis, payers);

    public AnvilProcess Chain { get; }

    public RedisProcess Redis { get; }

    public Payers Payers { get; }

    public Part ChainPart => new("chain", Chain.Id);

    public Part RedisPart => new("Redis", Redis.Id);

    public static Part Driver => new("driver", Environment.ProcessId);

    public static async Task<Stage> SetAsync(TimeSpan? blockTime, CancellationToken cancellationToken)
    {
        var chain = await AnvilProcess.StartAsync(new AnvilOptions { BlockTime = blockTime, GasLimit = RoomyBlocks, ChainId = DevelopmentChain.BaseSepoliaChainId }, cancellationToken);
        var redis = await RedisProcess.StartAsync(cancellationToken: cancellationToken);
        return new(chain, redis, await Payers.CreateAsync(chain, cancellationToken));
    }

    /// <summary>Our facilitator, as it comes out of the box.</summary>
    public async Task<ServiceProcess> StartFacilitatorAsync(bool native, CancellationToken cancellationToken, int relayers = 1) =>
        Keep(await ServiceProcess.StartAsync("Facilitator", FacilitatorSettings(relayers), native, cancellationToken));

    /// <summary>Our facilitator with its second port, and where that is.</summary>
    public async Task<(ServiceProcess Facilitator, Uri Grpc)> StartGrpcFacilitatorAsync(bool native, CancellationToken cancellationToken)
    {
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string?>(FacilitatorSettings()) { ["Facilitator__GrpcPort"] = port };
        return (Keep(await ServiceProcess.StartAsync("Facilitator", settings, native, cancellationToken)), new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>Our resource server, as it comes out of the box.</summary>
    public async Task<ServiceProcess> StartShopAsync(Uri facilitator, bool native, CancellationToken cancellationToken, bool grpc = false)
    {
        var settings = new Dictionary<string, string?>(ShopSettings(facilitator)) { ["X402__Facilitator__Protocol"] = grpc ? "grpc" : null };
        return Keep(await ServiceProcess.StartAsync("ResourceServer", settings, native, cancellationToken));
    }

    public Dictionary<string, string?> FacilitatorSettings(int relayers = 1)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__redis"] = Redis.ConnectionString,
            ["ConnectionStrings__chain"] = Chain.RpcUrl.AbsoluteUri,
            ["Facilitator__Networks__0__Network"] = Chain.Network.ToString(),
        };
        for (var i = 0; i < relayers; i++)
            settings[$"Facilitator__Networks__0__RelayerKeys__{i}"] = Chain.Accounts[i == 0 ? 0 : i + 1].PrivateKey;
        return settings;
    }

    public Dictionary<string, string?> ShopSettings(Uri facilitator) => new()
    {
        ["ConnectionStrings__redis"] = Redis.ConnectionString,
        ["X402__PayTo"] = Chain.Accounts[1].Address.ToString(),
        ["X402__Network"] = Chain.Network.ToString(),
        ["X402__PublicOrigin"] = "https://shop.example",
        ["X402__Facilitator__Url"] = facilitator.GetLeftPart(UriPartial.Authority),
    };

    /// <summary>Ends something with the stage.</summary>
    public T Keep<T>(T part) where T : IAsyncDisposable
    {
        _started.Push(part);
        return part;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _started)
            await part.DisposeAsync();
        await Redis.DisposeAsync();
        await Chain.DisposeAsync();
    }
}
