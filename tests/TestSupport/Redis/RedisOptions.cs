namespace X402.TestSupport.Redis;

/// <summary>How a Redis for a test is started.</summary>
public sealed record RedisOptions
{
    /// <summary>Garnet instead of the Redis of this machine.</summary>
    public bool Garnet { get; init; }

    /// <summary>Whether acknowledged writes survive <see cref="RedisProcess.KillAsync"/>.</summary>
    public bool Durable { get; init; } = true;
}
