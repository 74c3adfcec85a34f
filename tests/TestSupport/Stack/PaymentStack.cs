using System.Globalization;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.TestSupport.Stack;

/// <summary>Chain, Redis, facilitator and resource server, each a real process; the money is the only thing that is not real.</summary>
public sealed class PaymentStack : IAsyncDisposable
{
    private PaymentStack(AnvilProcess chain, RedisProcess redis, ServiceProcess facilitator, ServiceProcess shop) =>
        (Chain, Redis, Facilitator, Shop) = (chain, redis, facilitator, shop);

    /// <summary>The chain. Account #0 relays, #1 is paid.</summary>
    public AnvilProcess Chain { get; }

    /// <summary>The store of both services.</summary>
    public RedisProcess Redis { get; }

    /// <summary>The facilitator service.</summary>
    public ServiceProcess Facilitator { get; }

    /// <summary>The resource server service: <c>GET /weather/{city}</c> at $0.01, <c>POST /summarize</c> at $0.05.</summary>
    public ServiceProcess Shop { get; }

    /// <summary>A buyer with a key that nobody used before.</summary>
    /// <param name="funds">Its money, in atomic units.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Buyer> NewBuyerAsync(ulong funds = 1_000_000, CancellationToken cancellationToken = default) => Buyer.CreateAsync(Chain, funds, cancellationToken);

    /// <summary>Starts everything; when this returns the shop sells.</summary>
    /// <param name="options">How.</param>
    /// <param name="facilitatorStarted">Told where the facilitator is, before the shop asks it for the first time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PaymentStack> StartAsync(PaymentStackOptions? options = null, Action<Uri>? facilitatorStarted = null, CancellationToken cancellationToken = default)
    {
        options ??= new PaymentStackOptions();
        var started = new Stack<IAsyncDisposable>();
        try
        {
            var chain = Keep(await AnvilProcess.StartAsync(new AnvilOptions { ChainId = options.ChainId, BlockTime = options.BlockTime }, cancellationToken));
            var redis = Keep(await RedisProcess.StartAsync(cancellationToken: cancellationToken));
            var facilitator = Keep(await ServiceProcess.StartAsync("Facilitator", FacilitatorSettings(chain, redis, options.Facilitator), cancellationToken));
            facilitatorStarted?.Invoke(facilitator.Url);
            var shop = Keep(await ServiceProcess.StartAsync("ResourceServer", ShopSettings(chain, redis, facilitator.Url, options.Shop), cancellationToken));
            return new PaymentStack(chain, redis, facilitator, shop);
        }
        catch
        {
            foreach (var part in started)
                await part.DisposeAsync();
            throw;
        }

        T Keep<T>(T part) where T : IAsyncDisposable
        {
            started.Push(part);
            return part;
        }
    }

    /// <summary>What the facilitator service is configured with.</summary>
    public static Dictionary<string, string?> FacilitatorSettings(AnvilProcess chain, RedisProcess redis, IReadOnlyDictionary<string, string?>? more = null) => With(more, new()
    {
        ["ConnectionStrings__redis"] = redis.ConnectionString,
        ["ConnectionStrings__chain"] = chain.RpcUrl.AbsoluteUri,
        ["Facilitator__Networks__0__Network"] = chain.Network.ToString(),
        ["Facilitator__Networks__0__RelayerKeys__0"] = chain.Accounts[0].PrivateKey,
        // somebody who dies holds nobody up for long
        ["Facilitator__Networks__0__RelayerLease"] = "00:00:02",
        ["Facilitator__Networks__0__AdoptAfter"] = "00:00:02",
        ["Facilitator__Networks__0__ReconcileInterval"] = "00:00:00.200",
    });

    /// <summary>What a resource server, the service or one of a test's own, is configured with.</summary>
    public static Dictionary<string, string?> ShopSettings(AnvilProcess chain, RedisProcess redis, Uri facilitator, IReadOnlyDictionary<string, string?>? more = null) => With(more, new()
    {
        ["ConnectionStrings__redis"] = redis.ConnectionString,
        ["X402__PayTo"] = chain.Accounts[1].Address.ToString(),
        ["X402__Network"] = chain.Network.ToString(),
        ["X402__PublicOrigin"] = "{url}",
        ["X402__Facilitator__Url"] = facilitator.GetLeftPart(UriPartial.Authority),
        ["X402__Lease"] = TimeSpan.FromSeconds(5).ToString("c", CultureInfo.InvariantCulture),
        ["X402__ReconcileInterval"] = "00:00:00.200",
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Facilitator.DisposeAsync();
        await Redis.DisposeAsync();
        await Chain.DisposeAsync();
    }

    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?>? more, Dictionary<string, string?> settings)
    {
        foreach (var (name, value) in more ?? new Dictionary<string, string?>())
            settings[name] = value;
        return settings;
    }
}
