using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace X402.Hosting.Tests.Engine;

public sealed class ResourcesServerTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Only_the_dashboard_is_told_where_the_resources_are()
    {
        using var client = await StartAsync();

        Assert.True(client.BaseAddress!.IsLoopback);
        Assert.False((await _app.EnvironmentAsync("service")).ContainsKey("X402_RESOURCES_TOKEN"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("guessed")]
    public async Task Nobody_gets_in_without_the_token(string? token)
    {
        using var client = await StartAsync();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        using var list = await client.GetAsync(new Uri("/resources", UriKind.Relative), _app.Cancellation);
        using var command = await client.PostAsync(new Uri("/resources/service/commands/stop", UriKind.Relative), null, _app.Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (list.StatusCode, command.StatusCode));
    }

    [Fact]
    public async Task The_list_tells_states_links_and_commands_and_no_secrets()
    {
        using var client = await StartAsync();

        var text = await client.GetStringAsync(new Uri("/resources", UriKind.Relative), _app.Cancellation);
        using var list = JsonDocument.Parse(text);
        var service = list.RootElement.EnumerateArray().Single(resource => resource.GetProperty("name").GetString() == "service");

        Assert.Equal("Running", service.GetProperty("state").GetString());
        Assert.Equal("Healthy", service.GetProperty("health").GetString());
        Assert.Equal($"http://localhost:{_app.Running.GetEndpointPort("service")}", service.GetProperty("urls")[0].GetProperty("url").GetString());
        Assert.Equal(
            ["note=Enabled", "start=Hidden", "stop=Enabled", "restart=Enabled"],
            service.GetProperty("commands").EnumerateArray().Select(command => $"{command.GetProperty("name")}={command.GetProperty("state")}"));
        Assert.DoesNotContain("top-secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_come_as_events_first_the_old_lines_then_the_new_ones()
    {
        using var client = await StartAsync();
        await using var stream = await client.GetStreamAsync(new Uri("/resources/service/logs", UriKind.Relative), _app.Cancellation);
        using var reader = new StreamReader(stream);

        Assert.Equal("id: 1", await reader.ReadLineAsync(_app.Cancellation));
        Assert.StartsWith("""data: {"number":1,"text":"listening, pid """, await reader.ReadLineAsync(_app.Cancellation), StringComparison.Ordinal);

        await client.PostAsync(new Uri("/resources/service/commands/stop", UriKind.Relative), null, _app.Cancellation);
        while (await reader.ReadLineAsync(_app.Cancellation) is { } line && !line.Contains("stopping gracefully", StringComparison.Ordinal))
            Assert.NotNull(line);
    }

    [Fact]
    public async Task Commands_are_carried_out_and_those_that_cannot_be_are_refused()
    {
        using var client = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, """{"success":true,"message":null}"""), await CommandAsync(client, "service", "stop"));
        Assert.Equal("Terminated", await _app.StateAsync("service", "Terminated"));
        Assert.Equal(
            (HttpStatusCode.Conflict, """{"success":false,"message":"\u0027stop\u0027 cannot be done while the resource is Terminated."}"""),
            await CommandAsync(client, "service", "stop"));
        Assert.Equal(HttpStatusCode.NotFound, (await CommandAsync(client, "service", "fly")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await CommandAsync(client, "nobody", "stop")).Status);
    }

    private async Task<(HttpStatusCode Status, string Text)> CommandAsync(HttpClient client, string resource, string command)
    {
        using var answer = await client.PostAsync(new Uri($"/resources/{resource}/commands/{command}", UriKind.Relative), null, _app.Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(_app.Cancellation));
    }

    private async Task<HttpClient> StartAsync()
    {
        var secret = _app.Builder.AddParameter("secret", "top-secret", secret: true);
        _app.Sample("payments").WithHttpHealthCheck("/health");
        _app.Sample("service").WithHttpHealthCheck("/health").WithEnvironment("SECRET", secret)
            .WithCommand("note", "Note", _ => Task.FromResult(CommandResults.Success()));
        await _app.StartAsync();
        await _app.HealthyAsync("payments");
        await _app.HealthyAsync("service");

        var environment = await _app.EnvironmentAsync("payments");
        var client = new HttpClient { BaseAddress = new Uri(environment["X402_RESOURCES_URL"]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", environment["X402_RESOURCES_TOKEN"]);
        return client;
    }
}
