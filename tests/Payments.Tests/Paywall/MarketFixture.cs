using Microsoft.Playwright;
using X402.TestSupport.Chain;

namespace X402.Services.Payments.Tests.Paywall;

/// <summary>A market, and a browser to shop in it.</summary>
public sealed class MarketFixture : IAsyncLifetime
{
    private Browser _browser = null!;

    internal Market Market { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Market = await Market.OpenAsync(CancellationToken.None);
        _browser = await Browser.StartAsync();
    }

    internal Task<IBrowserContext> NewContextAsync(ColorScheme scheme = ColorScheme.Light, int width = 1360, bool script = true) =>
        _browser.NewContextAsync(Market.Address, scheme, width, script: script);

    /// <summary>Opens a paid URL without a wallet in the browser.</summary>
    internal async Task<BrowserPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1360, bool script = true) =>
        await BrowserPage.OpenPaywallAsync(await NewContextAsync(scheme, width, script), path);

    /// <summary>Opens a paid URL with a wallet in the browser.</summary>
    internal async Task<BrowserPage> OpenAsync(string path, InjectedWallet wallet, bool announced = false, ColorScheme scheme = ColorScheme.Light, int width = 1360)
    {
        var context = await NewContextAsync(scheme, width);
        await wallet.InjectAsync(context, announced);
        return await BrowserPage.OpenPaywallAsync(context, path);
    }

    internal InjectedWallet NewWallet(int account = 5) => new(Market.Chain, DevelopmentAccount.All[account]);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await Market.DisposeAsync();
    }
}
