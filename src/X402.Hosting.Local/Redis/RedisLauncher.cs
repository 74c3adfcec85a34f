using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using X402.Hosting.Local.Resources;
using X402.Hosting.Tools;

namespace X402.Hosting.Local.Redis;

/// <summary>Starts the Redis of this machine, with a file for what it has acknowledged.</summary>
internal static partial class RedisLauncher
{
    public static LaunchAnnotation For(RedisResource redis) => new(async context =>
    {
        var command = await RedisExecutable.ResolveAsync(line => Progress(context.Logger, line), context.CancellationToken).ConfigureAwait(false);
        var directory = redis.Annotations.OfType<RedisVolumeAnnotation>().LastOrDefault() is { } volume
            ? ToolCache.ForUser().Volume(volume.Name)
            : context.RunDirectory.For(redis.Name);
        var arguments = command.ArgumentsFor(new RedisSettings
        {
            Port = context.Replica.TargetPorts[RedisResource.PrimaryEndpointName],
            Password = await redis.PasswordParameter!.GetValueAsync(context.CancellationToken).ConfigureAwait(false),
            DataDirectory = directory,
        });
        return new ProcessCommand(command.FileName, arguments, directory);
    });

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    private static partial void Progress(ILogger logger, string line);
}
