using Microsoft.Extensions.Logging;

namespace X402.Facilitator;

/// <summary>What this library tells operators. Never keys, never signatures.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Warning, "The facilitator serves no scheme on any network: call AddEvm() and configure Facilitator:Networks.")]
    public static partial void NothingServed(ILogger logger);

    [LoggerMessage(4001, LogLevel.Error, "{Operation} failed unexpectedly; the caller was told correlation id {CorrelationId}.")]
    public static partial void Unexpected(ILogger logger, Exception exception, string operation, string correlationId);

    [LoggerMessage(4002, LogLevel.Warning, "{Operation} could not be done: {Problem}")]
    public static partial void Unavailable(ILogger logger, string operation, string problem);

    [LoggerMessage(4003, LogLevel.Warning, "Settlements are journalled in memory: a restart forgets what was sent. Set ConnectionStrings:redis and call AddRedisJournal() before real money is moved.")]
    public static partial void JournalInMemory(ILogger logger);

    [LoggerMessage(4004, LogLevel.Information, "{Operation} refused: {Reason}; the caller was told correlation id {CorrelationId}.")]
    public static partial void Refused(ILogger logger, string operation, string reason, string correlationId);
}
