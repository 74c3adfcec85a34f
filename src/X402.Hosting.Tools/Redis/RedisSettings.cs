namespace X402.Hosting.Tools;

/// <summary>What a Redis for development needs to know; the same for every <see cref="RedisKind"/>.</summary>
public sealed record RedisSettings
{
    /// <summary>TCP port on 127.0.0.1, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Password of the default user; <see langword="null"/>: none.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Folder for the append-only file; must exist. With a folder every acknowledged write survives a crash of the
    /// process; <see langword="null"/>: everything is in memory and gone with the process.
    /// </summary>
    public string? DataDirectory { get; init; }
}
