using Microsoft.Extensions.Logging;

namespace X402.Redis;

/// <summary>What this library tells operators. Never keys, never signatures.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "The record {Record} cannot be read: it is damaged, or of another version of this platform. It is left as it is and left out of lists; what it is about stays undecided until somebody looks at it.")]
    public static partial void Unreadable(ILogger logger, Exception exception, string record);
}
