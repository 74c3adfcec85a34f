using Microsoft.Extensions.DependencyInjection;

namespace X402.Hosting.Tests.Engine;

public sealed class WaitTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();
    private readonly Tools.TemporaryDirectory _files = new();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_resource_starts_when_its_dependency_is_healthy_and_its_ready_handlers_have_finished()
    {
        var order = new List<string>();
        var first = _app.Sample("first").WithHttpHealthCheck("/health").OnResourceReady(async (_, _, ct) =>
        {
            await Task.Yield();
            lock (order)
                order.Add("ready");
        });
        _app.Sample("second").WaitFor(first).WithEnvironment(_ =>
        {
            lock (order)
                order.Add("second");
        });

        await _app.StartAsync();

        Assert.Equal(["ready", "second"], order);
    }

    [Fact]
    public async Task While_it_waits_it_says_so_and_StartAsync_does_not_return()
    {
        var gate = Path.Combine(_files.Path, "gate");
        var first = _app.Sample("first", "gate", gate).WithHttpHealthCheck("/health");
        _app.Sample("second").WaitFor(first);

        var started = _app.StartAsync();
        await _app.StateAsync("second", "Waiting");
        Assert.False(started.IsCompleted);

        await File.WriteAllTextAsync(gate, "", _app.Cancellation);
        await started;
        Assert.Equal("Running", await _app.StateAsync("second", "Running"));
    }

    [Fact]
    public async Task A_completed_dependency_lets_others_start()
    {
        var job = _app.Sample("job", "exit", "0");
        _app.Sample("service").WaitForCompletion(job).WithHttpHealthCheck("/health");

        await _app.StartAsync();
        await _app.HealthyAsync("service");

        Assert.True(_app.Running.ResourceNotifications.TryGetCurrentState("job", out var state));
        Assert.Equal(("Finished", 0), (state.Snapshot.State!.Text, state.Snapshot.ExitCode));
    }

    [Fact]
    public async Task A_job_that_fails_fails_those_who_wait_for_it_and_tells_them_why()
    {
        var job = _app.Sample("job", "exit", "3");
        var service = _app.Sample("service").WaitForCompletion(job);
        _app.Sample("dependent").WaitFor(service);

        await _app.StartAsync();

        Assert.Equal("FailedToStart", await _app.StateAsync("service", "FailedToStart", "Running"));
        Assert.Equal("FailedToStart", await _app.StateAsync("dependent", "FailedToStart", "Running"));
        var line = await _app.LineAsync("service", text => text.Contains("stopped waiting", StringComparison.Ordinal));
        Assert.EndsWith(
            "Resource 'service' stopped waiting for dependency resource 'job' because it entered the 'Finished' state with exit code '3', expected '0'.",
            line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_its_resource_and_everything_behind_it()
    {
        var missing = _app.Builder.AddExecutable("missing", "no-such-program-anywhere", ".").WithHttpEndpoint();
        _app.Sample("service").WaitFor(missing);

        await _app.StartAsync();

        Assert.Equal("FailedToStart", await _app.StateAsync("service", "FailedToStart", "Running"));
        await _app.LineAsync("missing", text => text.Contains("not on PATH", StringComparison.Ordinal));
        await Assert.ThrowsAsync<DistributedApplicationException>(() => _app.HealthyAsync("missing"));
    }

    [Fact]
    public async Task Where_somebody_watches_a_resource_goes_on_waiting_and_starts_when_its_dependency_is_restarted()
    {
        await using var watched = new TestApplication(watched: true);
        var gate = Path.Combine(_files.Path, "gate");
        var first = watched.Builder.AddExecutable("first", "sh", _files.Path, "-c", $"test -f {gate} && exec sleep 600; exit 4");
        var second = watched.Sample("second").WaitFor(first);
        // an exit within a moment of the start: "first" is healthy as soon as it runs, unless it is checked
        first.WithHealthCheck("gate");
        watched.Builder.Services.AddHealthChecks().AddCheck("gate", () => File.Exists(gate)
            ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy()
            : Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Unhealthy());

        var started = watched.StartAsync();
        await watched.StateAsync("first", "Finished");
        await watched.StateAsync("second", "Waiting");

        await File.WriteAllTextAsync(gate, "", watched.Cancellation);
        await watched.Running.ResourceCommands.ExecuteCommandAsync("first", KnownResourceCommands.StartCommand, watched.Cancellation);
        await started;

        Assert.Equal("Running", await watched.StateAsync("second", "Running", "FailedToStart"));
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_resource_on_request_starts_on_request()
    {
        _app.Sample("service").WithExplicitStart().WithHttpHealthCheck("/health");

        await _app.StartAsync();
        Assert.Equal("NotStarted", await _app.StateAsync("service", "NotStarted", "Running"));

        var result = await _app.Running.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, _app.Cancellation);
        Assert.True(result.Success);
        await _app.HealthyAsync("service");
    }
}
