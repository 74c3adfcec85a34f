using Microsoft.Extensions.Options;
using X402.Redis.Connections;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests;

/// <summary>An empty store: a prefix of its own on a server that tests share.</summary>
internal sealed class TestStore(RedisProcess redis) : IAsyncDisposable
{
    // generous: the first script takes a busy machine seconds to compile
    public RedisStore Store { get; } = new(Options.Create(new RedisStoreOptions
    {
        ConnectionString = redis.ConnectionString,
        KeyPrefix = $"{Guid.NewGuid():n}:",
        OperationTimeout = TimeSpan.FromSeconds(30),
    }));

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
