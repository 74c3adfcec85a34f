using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using X402.Campaign.Shop;
using X402.Evm;
using X402.Ledger;
using X402.Settlement;
using X402.TestSupport.Chain;
using X402.TestSupport.Network;
using X402.TestSupport.Redis;
using X402.TestSupport.Stack;

namespace X402.Campaign.Chaos;

/// <summary>Two resource servers, two facilitators with four relayers, Redis and a chain, all real processes, with links between them that can be broken.</summary>
internal sealed class ChaosStack : IAsyncDisposable
{
    /// <summary>The price of everything, in atomic units.</summary>
    public const ulong Price = 10_000;

    /// <summary>After so many blocks the facilitators take nothing back any more. Reorganisations are shallower.</summary>
    public const int FinalityDepth = 5;

    private static readonly int[] s_relayers = [0, 6, 7, 8];

    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly WebApplication _books;
    private readonly IReadOnlyDictionary<string, string?> _environment;

    private ChaosStack(AnvilProcess chain, RedisProcess redis, IReadOnlyDictionary<string, string?>? environment)
    {
        (Chain, Redis, _environment) = (chain, redis, environment ?? new Dictionary<string, string?>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:redis"] = redis.ConnectionString });
        builder.Services.AddX402().AddRedisLedger();
        builder.Services.AddX402Facilitator().AddRedisJournal();
        // never started: only the stores are used
        _books = builder.Build();
    }

    public AnvilProcess Chain { get; }

    public RedisProcess Redis { get; }

    public IReadOnlyList<ServiceProcess> Facilitators { get; private set; } = [];

    public IReadOnlyList<ServiceProcess> Shops { get; private set; } = [];

    /// <summary>Between facilitators and chain.</summary>
    public TcpLink Rpc { get; private set; } = null!;

    /// <summary>Between resource servers and facilitators.</summary>
    public TcpLink Middle { get; private set; } = null!;

    /// <summary>Between buyers and resource servers.</summary>
    public TcpLink Front { get; private set; } = null!;

    /// <summary>What the resource servers have written down.</summary>
    public IPaymentLedger Ledger => _books.Services.GetRequiredService<IPaymentLedger>();

    /// <summary>What the facilitators have written down.</summary>
    public ISettlementJournal Journal => _books.Services.GetRequiredService<ISettlementJournal>();

    public IEnumerable<EvmAddress> Relayers => s_relayers.Select(index => Chain.Accounts[index].Address);

    public EvmAddress Payee => Chain.Accounts[1].Address;

    /// <param name="environment">More variables for all services.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ChaosStack> StartAsync(IReadOnlyDictionary<string, string?>? environment = null, CancellationToken cancellationToken = default)
    {
        var chain = await AnvilProcess.StartAsync(new AnvilOptions { BlockTime = TimeSpan.FromSeconds(1) }, cancellationToken);
        var stack = new ChaosStack(chain, await RedisProcess.StartAsync(cancellationToken: cancellationToken), environment);
        try
        {
            stack.Rpc = stack.Keep(new TcpLink(chain.RpcUrl));
            stack.Facilitators = await stack.StartPairAsync("Facilitator", ServiceProcess.UsesNativePrograms, PaymentStack.FacilitatorSettings(chain, stack.Redis, stack.FacilitatorSettings()), cancellationToken);
            stack.Middle = stack.Keep(new TcpLink([.. stack.Facilitators.Select(static facilitator => facilitator.Url)]));
            // the front's address is part of every purchase, so the servers learn it before they exist
            var doors = new List<Uri>();
            stack.Front = stack.Keep(new TcpLink(doors));
            stack.Shops = await stack.StartPairAsync(CampaignShop.Program, native: false, PaymentStack.ShopSettings(chain, stack.Redis, stack.Middle.Url, stack.ShopSettings()), cancellationToken);
            doors.AddRange(stack.Shops.Select(static shop => shop.Url));
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
        await _books.DisposeAsync();
        await Redis.DisposeAsync();
        await Chain.DisposeAsync();
    }

    private Dictionary<string, string?> FacilitatorSettings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__chain"] = Rpc.Url.AbsoluteUri,
            ["Facilitator__Networks__0__BlockTime"] = "00:00:01",
            ["Facilitator__Networks__0__FinalityDepth"] = FinalityDepth.ToString(CultureInfo.InvariantCulture),
            ["Facilitator__Networks__0__SettleTimeout"] = "00:00:08",
            ["Facilitator__Networks__0__StuckAfter"] = "00:00:10",
        };
        for (var i = 0; i < s_relayers.Length; i++)
            settings[string.Create(CultureInfo.InvariantCulture, $"Facilitator__Networks__0__RelayerKeys__{i}")] = Chain.Accounts[s_relayers[i]].PrivateKey;
        return settings;
    }

    private Dictionary<string, string?> ShopSettings() => new()
    {
        ["X402__PublicOrigin"] = Front.Url.GetLeftPart(UriPartial.Authority),
        ["X402__VerifyTimeout"] = "00:00:05",
        ["X402__SettleTimeout"] = "00:00:10",
        ["X402__DuplicateWait"] = "00:00:05",
    };

    private async Task<IReadOnlyList<ServiceProcess>> StartPairAsync(string service, bool native, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in _environment)
            settings[name] = value;
        return [Keep(await ServiceProcess.StartAsync(service, settings, native, cancellationToken)), Keep(await ServiceProcess.StartAsync(service, settings, native, cancellationToken))];
    }

    private T Keep<T>(T part) where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
