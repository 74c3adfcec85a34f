using Microsoft.Playwright;

namespace X402.Services.Payments.Tests;

/// <summary>A dashboard with a history to look at, and a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-browser-");
    private Browser _browser = null!;

    internal Dashboard Dashboard { get; private set; } = null!;

    internal Story Paid { get; private set; } = null!;

    internal Story Refused { get; private set; } = null!;

    internal Story Unknown { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Dashboard = await Dashboard.StartAsync(_directory.FullName);
        await TellAsync();
        _browser = await Browser.StartAsync();
    }

    internal Task<BrowserPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 860) =>
        _browser.OpenAsync(Dashboard.Http.BaseAddress!, path, scheme, width, height);

    internal Task<IBrowserContext> NewContextAsync() => _browser.NewContextAsync(Dashboard.Http.BaseAddress!);

    /// <summary>As somebody whose clock shows another time.</summary>
    internal async Task<BrowserPage> OpenInZoneAsync(string path, string zone) => await BrowserPage.OpenAsync(await _browser.NewContextAsync(Dashboard.Http.BaseAddress!, zone: zone), path);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
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
