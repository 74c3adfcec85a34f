using X402.TestSupport.Redis;
using Xunit;

namespace X402.TestSupport;

/// <summary>One durable Redis for the tests of a class or collection; the tests choose keys that do not collide.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisProcess? _server;

    /// <summary>The server.</summary>
    public RedisProcess Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => _server = await RedisProcess.StartAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
            await server.DisposeAsync();
    }
}
