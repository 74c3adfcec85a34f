using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Tools;

/// <summary>Finds a program that speaks Redis: <c>redis-server</c> or <c>valkey-server</c> on PATH, else Garnet, which is built with this repository.</summary>
public static class RedisExecutable
{
    private const string GarnetProject = "X402.Hosting.Garnet";

    /// <summary>Returns how Redis is started here.</summary>
    /// <param name="progress">Told, in one line for a person, what stands in for Redis when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolNotAvailableException">Nothing here speaks Redis; the message says what to do.</exception>
    public static Task<RedisCommand> ResolveAsync(Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Resolve(ExecutableFinder.Find, AppContext.BaseDirectory, progress));
    }

    /// <summary>Returns how Garnet is started here, whether or not there is a Redis.</summary>
    /// <exception cref="ToolNotAvailableException">Garnet has not been built.</exception>
    public static RedisCommand ResolveGarnet() => Resolve(_ => null, AppContext.BaseDirectory, progress: null);

    internal static RedisCommand Resolve(Func<string, string?> find, string baseDirectory, Action<string>? progress)
    {
        if (find("redis-server") is { } redis)
            return new RedisCommand(redis, [], RedisKind.Redis);
        if (find("valkey-server") is { } valkey)
            return new RedisCommand(valkey, [], RedisKind.Valkey);

        if (FindGarnet(baseDirectory) is not { } garnet)
        {
            throw new ToolNotAvailableException(
                "Neither redis-server nor valkey-server is on PATH, and Garnet, which stands in for them, has not been built "
                + $"(dotnet build src/{GarnetProject}). Or set ConnectionStrings__redis to the address of a Redis.");
        }

        progress?.Invoke("redis: no redis-server on PATH, Garnet stands in for it.");
        return new RedisCommand(DotnetHost.Path, [garnet], RedisKind.Garnet);
    }

    /// <summary>Beside the program (published), or in the output folder of its own project: artifacts/bin/{project}/{configuration}.</summary>
    private static string? FindGarnet(string baseDirectory)
    {
        var own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(baseDirectory));
        var binaries = Path.GetFullPath(Path.Combine(own, "..", ".."));
        string[] candidates =
        [
            Path.Combine(own, "garnet"),
            Path.Combine(binaries, GarnetProject, Path.GetFileName(own)),
            Path.Combine(binaries, GarnetProject, "debug"),
            Path.Combine(binaries, GarnetProject, "release"),
        ];

        foreach (var candidate in candidates)
        {
            var program = Path.Combine(candidate, $"{GarnetProject}.dll");
            if (File.Exists(program))
                return program;
        }

        return null;
    }
}
