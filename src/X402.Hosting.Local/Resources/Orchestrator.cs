using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using X402.Hosting.Local.Commands;
using X402.Hosting.Local.Http;
using X402.Hosting.Local.Output;

namespace X402.Hosting.Local.Resources;

/// <summary>Starts the application and stops it.</summary>
/// <remarks>
/// 1. handlers of <see cref="BeforeStartEvent"/>; 2. parameters; 3. public ports, all of them, so that every address is
/// known before anything starts; 4. connection strings and links; 5. all resources at once, each of which waits for the
/// others it needs. Stopping asks a process once those that use it have ended.
/// </remarks>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    ReplicaRegistry registry,
    ReplicaServices services,
    HealthCheckService healthChecks,
    EngineOptions options,
    LogForwarder logs,
    StartupSummary summary) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ResourceRuntime> _runtimes = [];
    private readonly List<Task> _background = [];
    private ResourcesServer? _server;
    private Task? _stopped;

    public IReadOnlyList<ResourceRuntime> Runtimes => _runtimes;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        logs.Start();
        summary.Begin();
        _server = ResourcesServer.For(model, registry, services);
        await services.Eventing.PublishAsync(new BeforeStartEvent(services.Services, model), cancellationToken).ConfigureAwait(false);

        foreach (var resource in model.Resources)
            Add(resource);
        foreach (var runtime in _runtimes)
            runtime.OpenPorts(options.RandomizePorts);
        foreach (var resource in model.Resources)
            await AnnounceAsync(resource, cancellationToken).ConfigureAwait(false);
        foreach (var runtime in _runtimes)
            await runtime.ComposeUrlsAsync(cancellationToken).ConfigureAwait(false);

        if (_server is not null)
            _background.Add(_server.RunAsync(_stopping.Token));
        foreach (var runtime in _runtimes)
            _background.Add(runtime.WatchHealthAsync(_stopping.Token));

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await Task.WhenAll(_runtimes.SelectMany(runtime => runtime.Runners.Select(runner => StartAsync(runner, either.Token)))).ConfigureAwait(false);
        _background.Add(summary.EndAsync(_runtimes, _stopping.Token));
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopped ??= StopAllAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>The runner of a replica.</summary>
    public ReplicaRunner Runner(string replicaId) =>
        _runtimes.SelectMany(runtime => runtime.Runners).First(runner => runner.Replica.Id == replicaId);

    private void Add(IResource resource)
    {
        var replicas = registry.Of(resource);
        foreach (var replica in replicas)
            services.Notifications.Publish(resource, replica.Id, snapshot => snapshot);
        if (!ReplicaRegistry.IsProcess(resource))
            return;

        LifecycleCommands.AddTo(resource, this);
        _runtimes.Add(new ResourceRuntime(resource, replicas, services, healthChecks));
    }

    private async Task AnnounceAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (resource is IResourceWithConnectionString)
            await services.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services.Services), cancellationToken).ConfigureAwait(false);
        if (ReplicaRegistry.IsProcess(resource))
            return;

        // a value that is missing stops everything here, with its name, and not each resource that needs it
        if (resource is IValueProvider value)
            await value.GetValueAsync(cancellationToken).ConfigureAwait(false);
        services.Notifications.Publish(resource, resource.Name, snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            HealthStatus = HealthStatus.Healthy,
            Ready = services.Eventing.PublishAsync(new ResourceReadyEvent(resource, services.Services), cancellationToken),
        });
    }

    private static Task StartAsync(ReplicaRunner runner, CancellationToken cancellationToken)
    {
        if (!runner.Replica.Resource.Annotations.Any(annotation => annotation is ExplicitStartupAnnotation))
            return Task.Run(() => runner.StartAsync(cancellationToken), cancellationToken);

        runner.NotStarted();
        return Task.CompletedTask;
    }

    private async Task StopAllAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await StopOrder.StopAsync(_runtimes, Task.Delay(EngineOptions.StopGrace, CancellationToken.None)).ConfigureAwait(false);
        await Task.WhenAll(_background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var runtime in _runtimes)
            await runtime.DisposeAsync().ConfigureAwait(false);
        logs.Stop();
    }
}
