using System.Globalization;
using Aspire.Hosting.Testing;

namespace X402.Hosting.Tests.Engine;

public sealed class ReplicaTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Replicas_share_the_public_port_and_all_get_connections()
    {
        _app.Sample("service").WithReplicas(2).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        var pids = new HashSet<string>();
        while (pids.Count < 2)
            pids.Add(await _app.GetAsync("service", "/pid"));
    }

    [Fact]
    public async Task When_a_replica_dies_connections_go_to_the_other_and_nothing_restarts_it()
    {
        _app.Sample("service").WithReplicas(2).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        var victim = int.Parse(await _app.GetAsync("service", "/pid"), CultureInfo.InvariantCulture);
        using (var process = System.Diagnostics.Process.GetProcessById(victim))
            process.Kill();
        await _app.StateAsync("service", "Finished");

        for (var i = 0; i < 20; i++)
            Assert.NotEqual(victim, int.Parse(await _app.GetAsync("service", "/pid"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_restart_of_the_resource_restarts_all_replicas_behind_the_same_port()
    {
        var service = _app.Sample("service").WithReplicas(2).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");
        var port = _app.Running.GetEndpointPort("service");
        var before = await _app.GetAsync("service", "/pid");

        var byName = await _app.Running.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.RestartCommand, _app.Cancellation);
        var byResource = await _app.Running.ResourceCommands.ExecuteCommandAsync(service.Resource, KnownResourceCommands.RestartCommand, _app.Cancellation);
        await _app.HealthyAsync("service");

        Assert.Equal("Resource 'service' not found.", byName.Message);
        Assert.True(byResource.Success);
        Assert.NotEqual(before, await _app.GetAsync("service", "/pid"));
        Assert.Equal(port, _app.Running.GetEndpoint("service").Port);
    }
}
