using Microsoft.Playwright;

namespace X402.Services.Payments.Tests;

/// <summary>A dashboard with a history to look at, and a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-browser-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal Dashboard Dashboard { get; private set; } = null!;

    internal Story Paid { get; private set; } = null!;

    internal Story Refused { get; private set; } = null!;

    internal Story Unknown { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // patience is for busy machines; nothing here waits for a clock
        Assertions.SetDefaultExpectTimeout(60_000);
        Dashboard = await Dashboard.StartAsync(_directory.FullName);
        await TellAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    internal async Task<BrowserPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 860)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Dashboard.Http.BaseAddress!.ToString(),
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        return await BrowserPage.OpenAsync(context, path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await Dashboard.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task TellAsync()
    {
        var now = DateTimeOffset.UtcNow;
        string[] reasons = ["insufficient_funds", "invalid_exact_evm_payload_signature", "payment_expired"];
        for (var minute = 58; minute > 1; minute--)
        {
            var count = 1 + (minute * 7 % 4);
            for (var number = 0; number < count; number++)
            {
                var at = now.AddMinutes(-minute).AddSeconds(number * 7);
                var story = (minute + number) % 3 == 0 ? new Story(at, "/summarize") { Amount = "50000" } : new Story(at);
                await Dashboard.TellAsync((minute + number) % 11 == 0 ? story.Refused(reasons[minute % 3]) : story.Paid());
            }
        }

        var batched = new Story(now.AddSeconds(-40)) { BatchSize = 3 };
        await Dashboard.TellAsync(batched.Paid());
        await Dashboard.TellAsync(new Story(now.AddSeconds(-39.9)) { BatchSize = 3, Transaction = batched.Transaction }.Paid());
        Paid = new Story(now.AddSeconds(-39.8)) { BatchSize = 3, Transaction = batched.Transaction };
        await Dashboard.TellAsync(Paid.Paid());
        Refused = new Story(now.AddSeconds(-30));
        await Dashboard.TellAsync(Refused.Refused("insufficient_funds"));
        Unknown = new Story(now.AddSeconds(-20), "/summarize") { Amount = "50000" };
        await Dashboard.TellAsync(Unknown.Unknown());
        await Dashboard.TellAsync(new Story(now.AddSeconds(-10)).Pending());
    }
}
