using Microsoft.Extensions.Logging;

namespace X402.Hosting.Tests.Engine;

/// <summary>Waits for the first line of a category.</summary>
internal sealed class SeenProvider(string category, TaskCompletionSource<string> seen) : ILoggerProvider, ILogger
{
    private bool _mine;

    public ILogger CreateLogger(string categoryName) => new SeenProvider(category, seen) { _mine = categoryName == category };

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_mine)
            seen.TrySetResult(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
