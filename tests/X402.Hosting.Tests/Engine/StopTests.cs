using System.Globalization;

namespace X402.Hosting.Tests.Engine;

public sealed class StopTests
{
    [Fact]
    public async Task Stopping_asks_processes_with_SIGTERM_and_leaves_no_child_of_theirs()
    {
        await using var app = new TestApplication();
        app.Sample("service", "child").WithHttpHealthCheck("/health");
        await app.StartAsync();
        await app.HealthyAsync("service");
        var service = int.Parse(await app.GetAsync("service", "/pid"), CultureInfo.InvariantCulture);
        var child = Number(await app.LineAsync("service", line => line.StartsWith("child ", StringComparison.Ordinal)));
        Assert.True(TestApplication.IsAlive(child));

        await app.Running.StopAsync(app.Cancellation);

        Assert.False(TestApplication.IsAlive(service));
        await app.EndedAsync(child);
        await app.LineAsync("service", line => line == "stopping gracefully");
    }

    [Fact]
    public async Task Whoever_ignores_SIGTERM_is_killed()
    {
        await using var app = new TestApplication();
        app.Sample("service", "stubborn").WithHttpHealthCheck("/health");
        await app.StartAsync();
        await app.HealthyAsync("service");
        var service = int.Parse(await app.GetAsync("service", "/pid"), CultureInfo.InvariantCulture);

        await app.Running.StopAsync(app.Cancellation);

        Assert.False(TestApplication.IsAlive(service));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_others_use_ends_after_them(bool usesThemToo)
    {
        await using var app = new TestApplication();
        var store = app.Sample("store").WithHttpHealthCheck("/health");
        var service = app.Sample("service", "farewell", "store").WithReference(store).WithHttpHealthCheck("/health");
        if (usesThemToo)
            store.WithEnvironment("SERVICE", service.GetEndpoint("http"));
        await app.StartAsync();
        await app.HealthyAsync("store");
        await app.HealthyAsync("service");

        await app.Running.StopAsync(app.Cancellation);

        Assert.Equal("farewell 200", await app.LineAsync("service", line => line.StartsWith("farewell ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_process_that_ends_by_itself_leaves_no_child_either()
    {
        await using var app = new TestApplication();
        app.Builder.AddExecutable("job", "sh", ".", "-c", "sleep 600 & echo child $!; exit 5");
        await app.StartAsync();

        var child = Number(await app.LineAsync("job", line => line.StartsWith("child ", StringComparison.Ordinal)));
        Assert.Equal("Finished", await app.StateAsync("job", "Finished"));
        Assert.False(TestApplication.IsAlive(child));
    }

    [Fact]
    public async Task Stopping_while_something_waits_ends_the_wait()
    {
        await using var app = new TestApplication(watched: true);
        var never = app.Sample("never").WithExplicitStart();
        app.Sample("service").WaitFor(never);
        var started = app.StartAsync();
        await app.StateAsync("service", "Waiting");

        await app.Running.StopAsync(app.Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => started);
    }

    [Fact]
    public async Task The_stopped_event_tells_the_exit_code()
    {
        var exitCode = new TaskCompletionSource<int?>();
        await using var app = new TestApplication();
        var job = app.Sample("job", "exit", "3");
        app.Builder.Eventing.Subscribe<ResourceStoppedEvent>(job.Resource, (@event, _) =>
        {
            exitCode.SetResult(@event.ResourceEvent.Snapshot.ExitCode);
            return Task.CompletedTask;
        });
        await app.StartAsync();

        Assert.Equal(3, await exitCode.Task.WaitAsync(app.Cancellation));
    }

    private static int Number(string line) => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}
