using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace X402.AppHost.Tests;

/// <summary>The whole platform, once for all tests that do not break it; the client agent waits to be asked.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _history = Directory.CreateTempSubdirectory("x402-payments-");
    private IDistributedApplicationTestingBuilder? _builder;

    /// <summary>How long anything may take before a test gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The running platform.</summary>
    public DistributedApplication App { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);

        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Facilitator:Replicas=2", "--Chain:BlockTime=0", "--Agent:AutoStart=false", $"--Payments:DataDirectory={_history.FullName}"], (_, _) => { }, patience.Token);
        _builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        App = await _builder.BuildAsync(patience.Token);
        await App.StartAsync(patience.Token);
        await App.ResourceNotifications.WaitForResourceHealthyAsync("resource-server", patience.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
        if (_builder is not null)
            await _builder.DisposeAsync();
        _history.Delete(recursive: true);
    }
}
