using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace X402.Hosting.Local.Output;

/// <summary>Writes what the AppHost itself logs between the lines of the resources.</summary>
internal sealed class ConsoleLoggerProvider(IServiceProvider services) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new ResourceLogger((line, isError) =>
    {
        // asked for late: the console needs the complete model, loggers are made before
        var output = services.GetRequiredService<ConsoleOutput>();
        output.Write(isError ? output.Paint("31", line) : line);
    });

    public void Dispose()
    {
    }
}
