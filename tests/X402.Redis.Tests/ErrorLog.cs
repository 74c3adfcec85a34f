using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace X402.Redis.Tests;

/// <summary>Keeps the errors that an operator would read.</summary>
internal sealed class ErrorLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> _errors = new();

    public IReadOnlyCollection<string> Errors => _errors;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _errors.Enqueue(formatter(state, exception));
    }
}
