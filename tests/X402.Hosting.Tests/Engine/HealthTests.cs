using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Hosting.Tests.Engine;

public sealed class HealthTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();
    private readonly Tools.TemporaryDirectory _files = new();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Without_health_checks_a_running_resource_is_healthy()
    {
        _app.Sample("service");
        await _app.StartAsync();

        Assert.Equal(HealthStatus.Healthy, (await _app.HealthyAsync("service")).Snapshot.HealthStatus);
    }

    [Fact]
    public async Task With_health_checks_it_runs_unhealthy_until_the_first_good_answer()
    {
        var gate = Path.Combine(_files.Path, "gate");
        _app.Sample("service", "gate", gate).WithHttpHealthCheck("/health");
        await _app.StartAsync();

        var running = await _app.Running.ResourceNotifications.WaitForResourceAsync(
            "service", change => change.Snapshot.State?.Text == "Running", _app.Cancellation);
        Assert.Equal(HealthStatus.Unhealthy, running.Snapshot.HealthStatus);

        await File.WriteAllTextAsync(gate, "", _app.Cancellation);
        await _app.HealthyAsync("service");
    }

    [Fact]
    public async Task The_ready_event_fires_again_after_a_restart()
    {
        var ready = 0;
        _app.Sample("service").WithHttpHealthCheck("/health").OnResourceReady((_, _, _) =>
        {
            Interlocked.Increment(ref ready);
            return Task.CompletedTask;
        });
        await _app.StartAsync();
        await _app.HealthyAsync("service");
        await _app.Running.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.RestartCommand, _app.Cancellation);
        await _app.HealthyAsync("service");

        Assert.Equal(2, ready);
    }

    [Fact]
    public async Task Redis_is_healthy_when_it_takes_its_password()
    {
        _app.Builder.AddRedis("redis").WithPersistence();
        await _app.StartAsync();

        var redis = await _app.HealthyAsync("redis");

        Assert.IsType<RedisResource>(redis.Resource);
    }
}
