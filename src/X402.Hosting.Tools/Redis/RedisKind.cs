namespace X402.Hosting.Tools;

/// <summary>Which program speaks Redis on this machine.</summary>
public enum RedisKind
{
    /// <summary><c>redis-server</c>.</summary>
    Redis,

    /// <summary><c>valkey-server</c>; takes the arguments of <c>redis-server</c>.</summary>
    Valkey,

    /// <summary>Microsoft Garnet, which comes from NuGet with this repository; arguments of its own.</summary>
    Garnet,
}
