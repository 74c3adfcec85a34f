namespace X402.Hosting.Tests.Engine;

public sealed class EnvironmentTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_project_gets_address_telemetry_and_profile_as_under_Aspire()
    {
        _app.Sample("service").WithHttpHealthCheck("/health");
        await _app.StartAsync();
        var health = await _app.HealthyAsync("service");

        var environment = await _app.EnvironmentAsync("service");

        Assert.Matches("^http://localhost:[0-9]+$", environment["ASPNETCORE_URLS"]);
        Assert.NotEqual(_app.Running.GetEndpointPort("service"), new Uri(environment["ASPNETCORE_URLS"]).Port);
        Assert.Equal("http", environment["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("profile", environment["FROM_PROFILE"]);
        Assert.Equal("service", environment["OTEL_SERVICE_NAME"]);
        Assert.Equal($"service.instance.id={health.ResourceId["service-".Length..]}", environment["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("always_on", environment["OTEL_TRACES_SAMPLER"]);
        Assert.Equal("simple", environment["Logging__Console__FormatterName"]);
        Assert.EndsWith("SampleService", await _app.GetAsync("service", "/directory"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_to_a_service_becomes_service_discovery_and_a_plain_variable()
    {
        var seller = _app.Sample("the-seller");
        _app.Sample("buyer").WithReference(seller).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("buyer");

        var environment = await _app.EnvironmentAsync("buyer");

        var url = $"http://localhost:{_app.Running.GetEndpointPort("the-seller")}";
        Assert.Equal(url, environment["services__the-seller__http__0"]);
        Assert.Equal(url, environment["THE_SELLER_HTTP"]);
    }

    [Fact]
    public async Task A_reference_to_Redis_becomes_a_connection_string_and_its_parts_which_work()
    {
        var redis = _app.Builder.AddRedis("redis");
        _app.Sample("service").WithReference(redis).WaitFor(redis).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        var environment = await _app.EnvironmentAsync("service");

        Assert.Matches("^localhost:[0-9]+,password=[A-Za-z0-9]{22}$", environment["ConnectionStrings__redis"]);
        Assert.Equal(environment["ConnectionStrings__redis"], $"{environment["REDIS_HOST"]}:{environment["REDIS_PORT"]},password={environment["REDIS_PASSWORD"]}");
        Assert.Equal($"redis://:{environment["REDIS_PASSWORD"]}@localhost:{environment["REDIS_PORT"]}", environment["REDIS_URI"]);
    }

    [Fact]
    public async Task A_connection_string_takes_the_place_of_a_resource()
    {
        await using var app = new TestApplication(args: "--ConnectionStrings:redis=elsewhere:6379");
        app.Sample("service").WithReference(app.Builder.AddConnectionString("redis")).WithHttpHealthCheck("/health");
        await app.StartAsync();
        await app.HealthyAsync("service");

        Assert.Equal("elsewhere:6379", (await app.EnvironmentAsync("service"))["ConnectionStrings__redis"]);
    }

    [Fact]
    public async Task A_connection_string_that_is_missing_stops_the_start_with_its_name()
    {
        _app.Sample("service").WithReference(_app.Builder.AddConnectionString("chain"));

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(_app.StartAsync);

        Assert.Contains("ConnectionStrings:chain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_come_from_the_configuration_before_their_defaults()
    {
        await using var app = new TestApplication(args: "--Parameters:pay-to=configured");
        app.Sample("service")
            .WithEnvironment("PAY_TO", app.Builder.AddParameter("pay-to", "default"))
            .WithEnvironment("KEY", app.Builder.AddParameter("key", "default", secret: true))
            .WithHttpHealthCheck("/health");
        await app.StartAsync();
        await app.HealthyAsync("service");

        var environment = await app.EnvironmentAsync("service");

        Assert.Equal(("configured", "default"), (environment["PAY_TO"], environment["KEY"]));
    }

    [Fact]
    public async Task What_belongs_to_the_AppHost_is_not_inherited()
    {
        Environment.SetEnvironmentVariable("DCP_SOMETHING", "ours");
        Environment.SetEnvironmentVariable("X402_INHERITED", "yes");
        _app.Sample("service").WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        var environment = await _app.EnvironmentAsync("service");

        Assert.False(environment.ContainsKey("DCP_SOMETHING"));
        Assert.Equal("yes", environment["X402_INHERITED"]);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] arguments = ["--loop", "two words", "", "quote\"s", "$HOME"];
        _app.Sample("service", arguments).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        Assert.Equal(arguments, (await _app.GetAsync("service", "/arguments")).Split('\n'));
    }
}
