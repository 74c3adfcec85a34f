using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Playwright;
using X402.TestSupport.Processes;
using static Microsoft.Playwright.Assertions;

namespace X402.Services.Payments.Tests;

/// <summary>The page of resources, with the local engine behind it that runs the dashboard and a worker.</summary>
public sealed class ResourcesPageTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-resources-");
    private DistributedApplication? _app;
    private Browser? _browser;
    private Uri? _address;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker is a shell script.");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--DcpPublisher:RandomizePorts=true", "--environment=Development"],
            DisableDashboard = true,
            AssemblyName = typeof(ResourcesPageTests).Assembly.GetName().Name,
        });
        var port = FreePort.Next();
        builder.AddExecutable(
            "payments", Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"), Dashboard.Metadata("PaymentsProject"),
            Dashboard.Metadata("PaymentsAssembly"), "--environment", "Development", "--contentRoot", Dashboard.Metadata("PaymentsProject"),
            "--urls", $"http://127.0.0.1:{port}", $"--Payments:DataDirectory={_directory.FullName}")
            .WithHttpEndpoint(targetPort: port, isProxied: false)
            .WithHttpHealthCheck("/alive");
        builder.AddExecutable("worker", "sh", ".", "-c", "echo worker $$ is here; exec sleep 600")
            .WithCommand("greet", "Greet", _ => Task.FromResult(CommandResults.Success()))
            .WithCommand("stumble", "Stumble", _ => Task.FromResult(CommandResults.Failure("there was a stone")));
        _app = builder.Build();
        await _app.StartAsync(Cancellation);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("payments", Cancellation);
        _address = new Uri($"http://127.0.0.1:{port}");
        _browser = await Browser.StartAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1360)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_page_is_accessible_with_open_logs_in_every_look(ColorScheme scheme, int width)
    {
        await using var page = await _browser!.OpenAsync(_address!, "/resources", scheme, width);
        await Worker(page).GetByRole(AriaRole.Button, new() { Name = "Logs" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("is here");

        await page.PictureAsync($"resources-{scheme.ToString().ToLowerInvariant()}-{(width < 500 ? "narrow" : "wide")}");
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();
    }

    [Fact]
    public async Task Commands_say_what_became_of_them_and_a_restart_makes_a_new_process()
    {
        await using var page = await _browser!.OpenAsync(_address!, "/resources");
        var worker = Worker(page);
        var said = page.Page.GetByRole(AriaRole.Status);

        await worker.GetByRole(AriaRole.Button, new() { Name = "Greet" }).ClickAsync();
        await Expect(said).ToContainTextAsync("Greet worker: done.");
        await worker.GetByRole(AriaRole.Button, new() { Name = "Stumble" }).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(said).ToContainTextAsync("Stumble worker: there was a stone");

        var before = await worker.GetByText("process", new() { Exact = false }).InnerTextAsync();
        await worker.GetByRole(AriaRole.Button, new() { Name = "Restart" }).ClickAsync();
        await Expect(said).ToContainTextAsync("done.");
        await Expect(worker.GetByText(before, new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(worker.Locator(".badge")).ToContainTextAsync("Running");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static ILocator Worker(BrowserPage page) => page.Page.GetByRole(AriaRole.Region, new() { Name = "worker", Exact = false });
}
