using System.Collections.Concurrent;
using System.Reflection;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace X402.Services.Payments.Tests;

/// <summary>A page in a real browser, which must not complain.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _elsewhere = new();

    private readonly bool _isPaywall;

    private BrowserPage(IBrowserContext context, IPage page, bool isPaywall = false)
    {
        _context = context;
        _isPaywall = isPaywall;
        Page = page;
        page.Console += (_, message) =>
        {
            // a 402 and a lost connection are the browser's own words about what these tests are about
            if (message.Type is "error" or "warning" && !(_isPaywall && message.Text.StartsWith("Failed to load resource:", StringComparison.Ordinal)))
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("about:", StringComparison.Ordinal) && !new Uri(request.Url).IsLoopback)
                _elsewhere.Enqueue(request.Url);
        };
    }

    public IPage Page { get; }

    public static async Task<BrowserPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = new BrowserPage(context, await context.NewPageAsync());
        var live = page.Page.WaitForWebSocketAsync();
        await page.Page.GotoAsync(path);
        await live;
        // the first answer of the circuit renders the page a second time; what is pressed before is lost
        await page.Page.WaitForFunctionAsync("() => document.title.length > 0 && document.querySelector('[data-live] h1') !== null", null, new PageWaitForFunctionOptions { Timeout = 60_000 });
        return page;
    }

    /// <summary>Opens a paid URL.</summary>
    public static async Task<BrowserPage> OpenPaywallAsync(IBrowserContext context, string path)
    {
        var page = new BrowserPage(context, await context.NewPageAsync(), isPaywall: true);
        await page.Page.GotoAsync(path);
        return page;
    }

    /// <summary>Keeps a picture, for people, once all charts are drawn.</summary>
    public async Task PictureAsync(string name)
    {
        await Page.WaitForFunctionAsync("() => Array.from(document.querySelectorAll('.plot')).every(plot => plot.querySelector('svg') !== null)");
        var directory = typeof(BrowserPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Screenshots").Value!;
        Directory.CreateDirectory(directory);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(directory, $"{name}.png"), FullPage = true });
    }

    /// <summary>No serious barrier for anybody.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
    }

    public async Task AssertFitsAsync() =>
        Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the window.");

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_complaints);
        Assert.Empty(_elsewhere);
    }
}
