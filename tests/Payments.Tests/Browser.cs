using Microsoft.Playwright;

namespace X402.Services.Payments.Tests;

/// <summary>Chromium, one for a fixture; a machine without one skips what needs it, and says so.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Missing =
        "Chromium is not installed, so the pages were not looked at. Install it (apt-get install chromium) or set the environment variable CHROMIUM to its path; .ci/run installs it.";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static async Task<Browser> StartAsync()
    {
        // patience is for busy machines; nothing here waits for a clock
        Assertions.SetDefaultExpectTimeout(60_000);
        var browser = new Browser();
        if (Find() is not { } program)
            return browser;
        browser._playwright = await Playwright.CreateAsync();
        browser._browser = await browser._playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        return browser;
    }

    public async Task<BrowserPage> OpenAsync(Uri address, string path, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 860) =>
        await BrowserPage.OpenAsync(await NewContextAsync(address, scheme, width, height), path);

    public async Task<IBrowserContext> NewContextAsync(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 860, bool script = true, string? zone = null)
    {
        if (_browser is null)
            Assert.Skip(Missing);
        return await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            TimezoneId = zone,
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen)
            return File.Exists(chosen) ? chosen : throw new InvalidOperationException($"CHROMIUM names {chosen}, which is not there.");
        string[] names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : ["chromium", "chromium-browser", "google-chrome"];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
