using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Testing;

namespace X402.Hosting.Tests.Engine;

public sealed class PortTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();
    private readonly Tools.TemporaryDirectory _files = new();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_connection_that_comes_too_early_waits_and_is_served()
    {
        var gate = Path.Combine(_files.Path, "gate");
        _app.Sample("service", "gate", gate);
        await _app.StartAsync();

        var early = _app.GetAsync("service", "/pid");
        await _app.StateAsync("service", "Running");
        Assert.False(early.IsCompleted);

        await File.WriteAllTextAsync(gate, "", _app.Cancellation);
        Assert.NotEmpty(await early);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Localhost_is_both_of_its_addresses(string host)
    {
        Assert.SkipUnless(host[0] != '[' || Socket.OSSupportsIPv6, "no IPv6 here");
        _app.Sample("service").WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        using var client = new HttpClient();
        Assert.NotEmpty(await client.GetStringAsync(new Uri($"http://{host}:{_app.Running.GetEndpointPort("service")}/pid"), _app.Cancellation));
    }

    [Fact]
    public void A_fixed_port_that_is_in_use_is_an_error_that_names_it_and_its_owner()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var error = Assert.Throws<DistributedApplicationException>(() => Local.Proxies.TcpProxy.Listen(port, "resource-server"));

        Assert.Contains($"Port {port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("'resource-server'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_proxied_listens_on_its_public_port()
    {
        var port = Local.Proxies.PortAllocator.Next();
        _app.Builder.AddExecutable("direct", "sh", ".", "-c", "echo port $PORT; exec sleep 600")
            .WithHttpEndpoint(targetPort: port, env: "PORT", isProxied: false);
        await _app.StartAsync();

        Assert.Equal(port, _app.Running.GetEndpoint("direct").Port);
        await _app.LineAsync("direct", line => line == $"port {port}");
    }
}
