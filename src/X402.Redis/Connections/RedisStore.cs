using Microsoft.Extensions.Options;
using StackExchange.Redis;
using X402.Ledger;

namespace X402.Redis.Connections;

/// <summary>
/// The one connection of a process to its payment store, opened at first use and reopened by itself.
/// </summary>
/// <remarks>
/// Thread safety: may be used concurrently. Failure: whatever keeps an operation from a definite answer becomes a
/// <see cref="LedgerUnavailableException"/>; the operation may have happened, so every script is written to be repeated safely.
/// </remarks>
internal sealed class RedisStore(IOptions<RedisStoreOptions> options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IConnectionMultiplexer? _connection;

    public RedisStoreOptions Options { get; } = options.Value;

    /// <summary>Prefixes a key, so that several platforms can share one store.</summary>
    public RedisKey Key(string name) => $"{Options.KeyPrefix}{name}";

    public async ValueTask<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } connection)
            return connection;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _connection ??= await ConnectionMultiplexer.ConnectAsync(Configure());
        }
        catch (RedisException exception)
        {
            throw new LedgerUnavailableException("The payment store cannot be reached.", exception);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var database = (await ConnectAsync(cancellationToken)).GetDatabase();
        return await GuardAsync(database.ScriptEvaluateAsync(script, keys, values), cancellationToken);
    }

    /// <summary>Waits for an operation and turns every way of having no answer into one exception.</summary>
    public static async ValueTask<T> GuardAsync<T>(Task<T> operation, CancellationToken cancellationToken)
    {
        try
        {
            return operation.IsCompleted || !cancellationToken.CanBeCanceled ? await operation : await operation.WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException or TimeoutException or ObjectDisposedException)
        {
            throw new LedgerUnavailableException("The payment store did not answer.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _opening.Dispose();
    }

    private ConfigurationOptions Configure()
    {
        var configuration = ConfigurationOptions.Parse(Options.ConnectionString!);
        // keep trying in the background; callers fail fast meanwhile instead of queueing payments up
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.AsyncTimeout = configuration.SyncTimeout = (int)Options.OperationTimeout.TotalMilliseconds;
        configuration.ClientName = "x402";
        return configuration;
    }
}
