using Microsoft.Extensions.Logging;

namespace X402.Hosting.Local.Resources;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Could not start: {Problem}")]
    public static partial void CouldNotStart(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Warning, "Ended with exit code {ExitCode}.")]
    public static partial void Ended(ILogger logger, int exitCode);

    [LoggerMessage(3, LogLevel.Error, "A handler of {Event} failed: {Problem}")]
    public static partial void HandlerFailed(ILogger logger, string @event, string problem);

    [LoggerMessage(4, LogLevel.Error, "Command {Command} failed: {Problem}")]
    public static partial void CommandFailed(ILogger logger, string command, string? problem);
}
