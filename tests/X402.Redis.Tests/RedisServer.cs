using X402.TestSupport.Redis;

namespace X402.Redis.Tests;

/// <summary>One Redis for the tests of a class.</summary>
public class RedisServer : IAsyncLifetime
{
    public RedisProcess Redis { get; private set; } = null!;

    protected virtual RedisOptions Options => new() { Durable = false };

    public async ValueTask InitializeAsync() => Redis = await RedisProcess.StartAsync(Options, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One Garnet for the tests of a class.</summary>
public sealed class GarnetServer : RedisServer
{
    protected override RedisOptions Options => new() { Garnet = true };
}
