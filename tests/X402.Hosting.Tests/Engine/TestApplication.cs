using X402.Hosting.Local;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace X402.Hosting.Tests.Engine;

/// <summary>An application of sample services on random ports, composed in a test.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public TestApplication(bool watched = false, params string[] args)
    {
        _patience.CancelAfter(Patience);
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--DcpPublisher:RandomizePorts=true", "--environment=Development", .. args],
            DisableDashboard = !watched,
            AssemblyName = typeof(TestApplication).Assembly.GetName().Name,
        });
        // the console belongs to the test runner
        Builder.Services.AddSingleton(new EngineOptions
        {
            DefaultWaitBehavior = watched ? WaitBehavior.WaitOnResourceUnavailable : WaitBehavior.StopOnResourceUnavailable,
            RandomizePorts = true,
            ForwardLogs = false,
            WriteToConsole = false,
            ApplicationName = "test",
            Reason = null,
        });
    }

    public IDistributedApplicationBuilder Builder { get; }

    public CancellationToken Cancellation => _patience.Token;

    public DistributedApplication Running
    {
        get => field ?? throw new InvalidOperationException("Start it first.");
        private set;
    }

    public IResourceBuilder<ProjectResource> Sample(string name, params string[] args) =>
        Builder.AddProject<Projects.SampleService>(name).WithArgs(args);

    public async Task StartAsync()
    {
        Running = Builder.Build();
        await Running.StartAsync(Cancellation);
    }

    public Task<ResourceEvent> HealthyAsync(string name) => Running.ResourceNotifications.WaitForResourceHealthyAsync(name, Cancellation);

    public Task<string> StateAsync(string name, params string[] states) => Running.ResourceNotifications.WaitForResourceAsync(name, states, Cancellation);

    public async Task<string> GetAsync(string name, string path)
    {
        // a connection of its own: a kept one would always end at the same replica
        using var client = new HttpClient { BaseAddress = Running.GetEndpoint(name) };
        return await client.GetStringAsync(path, Cancellation);
    }

    public async Task<Dictionary<string, string>> EnvironmentAsync(string name) =>
        (await GetAsync(name, "/environment")).Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    public async Task<string> LineAsync(string name, Func<string, bool> predicate)
    {
        var logs = Running.Services.GetRequiredService<ResourceLoggerService>();
        await foreach (var lines in logs.WatchAsync(name).WithCancellation(Cancellation))
        {
            foreach (var line in lines)
            {
                if (predicate(line.Content))
                    return line.Content;
            }
        }

        throw new UnreachableException();
    }

    public async Task EndedAsync(int processId)
    {
        while (IsAlive(processId))
            await Task.Delay(20, Cancellation);
    }

    public static bool IsAlive(int processId)
    {
        // a zombie has ended; who started it has not looked yet
        var status = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat";
        try
        {
            return OperatingSystem.IsLinux()
                ? File.Exists(status) && !File.ReadAllText(status).Contains(") Z", StringComparison.Ordinal)
                : !Process.GetProcessById(processId).HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Running.DisposeAsync();
        }
        catch (InvalidOperationException)
        {
            // never started
        }

        _patience.Dispose();
    }
}
