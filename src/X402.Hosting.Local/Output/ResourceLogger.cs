using Microsoft.Extensions.Logging;

namespace X402.Hosting.Local.Output;

/// <summary>Writes into a resource's log.</summary>
internal sealed class ResourceLogger(Action<string, bool> write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        var level = logLevel switch
        {
            LogLevel.Warning => "warn: ",
            >= LogLevel.Error => "fail: ",
            _ => "",
        };
        foreach (var line in $"{level}{formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}".Split('\n'))
            write(line.TrimEnd('\r'), logLevel >= LogLevel.Error);
    }
}
