using X402.Money;
using X402.TestSupport.Chain;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Support;

/// <summary>The whole stack, with a listener between resource server and facilitator.</summary>
public sealed class World : IAsyncLifetime
{
    private FacilitatorProxy? _proxy;
    private PaymentStack? _stack;

    /// <summary>Chain, Redis, facilitator and resource server.</summary>
    public PaymentStack Stack => _stack ?? throw new InvalidOperationException("Not started.");

    /// <summary>The chain.</summary>
    public AnvilProcess Chain => Stack.Chain;

    /// <summary>Between resource server and facilitator.</summary>
    internal FacilitatorProxy Proxy => _proxy ?? throw new InvalidOperationException("Not started.");

    /// <summary>A client without any payment logic.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 2_000 }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Something that costs a cent.</summary>
    public Uri Weather => new(Stack.Shop.Url, "/weather/london");

    /// <summary>What only the goods contain: the offer describes them, and so names their members too.</summary>
    public const string Goods = "\"forecast\":[";

    /// <summary>The price of <see cref="Weather"/>, in atomic units.</summary>
    public const ulong Price = 10_000;

    /// <summary>What a new buyer has, in atomic units.</summary>
    public const ulong Funds = 1_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A buyer with money that nobody else touches.</summary>
    public Task<Buyer> NewBuyerAsync(ulong funds = Funds) => Stack.NewBuyerAsync(funds, Cancellation);

    /// <summary>What the payee has.</summary>
    public Task<UInt256> IncomeAsync() => Chain.BalanceOfAsync(Chain.Accounts[1].Address, cancellationToken: Cancellation);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _proxy = await FacilitatorProxy.StartAsync();
        _stack = await PaymentStack.StartAsync(new() { Shop = new Dictionary<string, string?> { ["X402__Facilitator__Url"] = _proxy.Url.GetLeftPart(UriPartial.Authority) } }, facilitator => _proxy.Facilitator = facilitator, Cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        Http.Dispose();
    }
}
