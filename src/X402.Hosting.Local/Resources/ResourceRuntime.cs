using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using X402.Hosting.Local.Health;
using X402.Hosting.Local.Proxies;

namespace X402.Hosting.Local.Resources;

/// <summary>What the replicas of a resource share: public ports, health, links, and the ready event.</summary>
internal sealed class ResourceRuntime : IAsyncDisposable
{
    private readonly ReplicaServices _services;
    private readonly Dictionary<string, TcpProxy> _proxies = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Replica> _running = [];
    private readonly Lock _lock = new();
    private readonly HealthMonitor? _health;
    private Task? _ready;

    public ResourceRuntime(IResource resource, IReadOnlyList<Replica> replicas, ReplicaServices services, HealthCheckService healthChecks)
    {
        Resource = resource;
        _services = services;
        Runners = [.. replicas.Select(replica => new ReplicaRunner(replica, this, services))];

        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
        if (keys.Count > 0)
            _health = new HealthMonitor(this, keys, healthChecks, services.Notifications);
    }

    public IResource Resource { get; }

    public IReadOnlyList<ReplicaRunner> Runners { get; }

    public bool HasHealthChecks => _health is not null;

    /// <summary>The links that are shown with the resource.</summary>
    public IReadOnlyList<ResourceUrlAnnotation> Urls { get; private set; } = [];

    /// <summary>Opens the public ports: from now on connections are taken, and wait for a replica.</summary>
    /// <exception cref="DistributedApplicationException">A fixed port is in use.</exception>
    public void OpenPorts(bool randomize)
    {
        foreach (var endpoint in Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var port = randomize ? null : endpoint.Port;
            if (!endpoint.IsProxied)
            {
                endpoint.Allocate(port ?? endpoint.TargetPort ?? PortAllocator.Next());
                continue;
            }

            var proxy = TcpProxy.Listen(port, Resource.Name);
            _proxies[endpoint.Name] = proxy;
            endpoint.Allocate(proxy.Port);
        }
    }

    /// <summary>Makes the links; all addresses are known by now.</summary>
    public async Task ComposeUrlsAsync(CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        foreach (var endpoint in Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var reference = new EndpointReference((IResourceWithEndpoints)Resource, endpoint.Name);
            urls.Add(new ResourceUrlAnnotation { Url = reference.Url, Endpoint = reference });
        }

        var context = new ResourceUrlsCallbackContext(Resource, urls, cancellationToken);
        foreach (var annotation in Resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
            await annotation.InvokeAsync(context).ConfigureAwait(false);

        foreach (var url in urls)
        {
            if (url.Url.StartsWith('/') && url.Endpoint is { } endpoint)
                url.Url = endpoint.Url + url.Url;
        }

        Urls = urls;
    }

    /// <summary>Watches the health until cancelled.</summary>
    public Task WatchHealthAsync(CancellationToken cancellationToken) => _health?.RunAsync(cancellationToken) ?? Task.CompletedTask;

    public void CheckHealthSoon() => _health?.CheckSoon();

    /// <summary>The replicas whose processes run now.</summary>
    public IReadOnlyList<Replica> Running
    {
        get
        {
            lock (_lock)
                return [.. _running];
        }
    }

    /// <summary>A replica's process runs; connections may go to it.</summary>
    public void Started(Replica replica)
    {
        lock (_lock)
            _running.Add(replica);
        foreach (var (endpoint, proxy) in _proxies)
            proxy.AddBackend(replica.TargetPorts[endpoint]);
    }

    /// <summary>A replica's process has ended; new connections go to the others.</summary>
    public void Stopped(Replica replica)
    {
        foreach (var (endpoint, proxy) in _proxies)
            proxy.RemoveBackend(replica.TargetPorts[endpoint]);
        lock (_lock)
        {
            _running.Remove(replica);
            // the next start is a new life: whoever waits then waits for a new ready event
            if (_running.Count == 0)
                _ready = null;
        }
    }

    /// <summary>The handlers of the ready event, which fires once per life.</summary>
    public Task Ready()
    {
        lock (_lock)
            return _ready ??= Task.Run(() => _services.Eventing.PublishAsync(new ResourceReadyEvent(Resource, _services.Services)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync().ConfigureAwait(false);
        foreach (var runner in Runners)
            runner.Dispose();
        _health?.Dispose();
    }
}
