using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Hosting.Tests.Engine;

public sealed class CommandTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_command_is_told_to_which_replica_it_was_given()
    {
        string? given = null;
        _app.Sample("service").WithCommand("note", "Note", context =>
        {
            given = context.ResourceName;
            return Task.FromResult(CommandResults.Success());
        });
        await _app.StartAsync();
        var service = await _app.HealthyAsync("service");

        Assert.True((await _app.Running.ResourceCommands.ExecuteCommandAsync("service", "note", _app.Cancellation)).Success);
        Assert.Equal(service.ResourceId, given);
    }

    [Fact]
    public async Task A_command_that_throws_has_failed_and_nothing_else_has()
    {
        _app.Sample("service").WithHttpHealthCheck("/health").WithCommand("break", "Break", _ => throw new InvalidOperationException("broken"));
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        var result = await _app.Running.ResourceCommands.ExecuteCommandAsync("service", "break", _app.Cancellation);

        Assert.Equal((false, "broken"), (result.Success, result.Message));
        await _app.GetAsync("service", "/pid");
    }

    [Fact]
    public async Task An_HTTP_command_is_a_request_to_the_resource()
    {
        _app.Sample("service").WithHttpHealthCheck("/health").WithHttpCommand("/sicken", "Sicken", commandName: "sicken");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        Assert.True((await _app.Running.ResourceCommands.ExecuteCommandAsync("service", "sicken", _app.Cancellation)).Success);

        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri($"http://localhost:{_app.Running.GetEndpointPort("service")}/health"), _app.Cancellation);
        Assert.Equal(503, (int)health.StatusCode);
    }

    [Fact]
    public async Task Commands_that_do_not_exist_are_refused_by_name()
    {
        _app.Sample("service");
        await _app.StartAsync();

        var result = await _app.Running.ResourceCommands.ExecuteCommandAsync("service", "fly", _app.Cancellation);

        Assert.Equal("Resource 'service' has no command 'fly'.", result.Message);
    }

    [Fact]
    public async Task A_stopped_resource_can_be_started_again()
    {
        _app.Sample("service").WithHttpHealthCheck("/health");
        await _app.StartAsync();
        var before = await _app.HealthyAsync("service");

        await _app.Running.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StopCommand, _app.Cancellation);
        Assert.True(_app.Running.ResourceNotifications.TryGetCurrentState("service", out var stopped));
        Assert.Equal("Terminated", stopped.Snapshot.State!.Text);
        Assert.Null(stopped.Snapshot.HealthStatus);

        await _app.Running.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, _app.Cancellation);
        var after = await _app.HealthyAsync("service");
        Assert.Equal(before.ResourceId, after.ResourceId);
        Assert.Equal(HealthStatus.Healthy, after.Snapshot.HealthStatus);
    }
}
