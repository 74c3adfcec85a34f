using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Output;

/// <summary>Passes what resources write and what happens to them on to the console, or to the loggers of a test.</summary>
internal sealed partial class LogForwarder(
    ResourceLoggerService logs,
    ResourceNotificationService notifications,
    ReplicaRegistry registry,
    ConsoleOutput console,
    ILoggerFactory loggerFactory,
    EngineOptions options) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, CustomResourceSnapshot> _shown = [];
    private Dictionary<string, ILogger> _loggers = [];
    private Task _events = Task.CompletedTask;

    public void Start()
    {
        if (options.ForwardLogs)
        {
            _loggers = registry.All.ToDictionary(
                replica => replica.Id,
                replica => loggerFactory.CreateLogger($"{options.ApplicationName}.Resources.{replica.Resource.Name}"));
            logs.Written += ToLogger;
        }

        if (options.WriteToConsole)
        {
            logs.Written += ToConsole;
            _events = ShowEventsAsync();
        }
    }

    public void Stop()
    {
        _stopping.Cancel();
        logs.Written -= ToLogger;
        logs.Written -= ToConsole;
    }

    public void Dispose() => _stopping.Dispose();

    private void ToLogger(string replicaId, LogLine line)
    {
        if (_loggers.TryGetValue(replicaId, out var logger))
            ResourceLine(logger, line.IsErrorMessage ? LogLevel.Error : LogLevel.Information, line.LineNumber, line.Content);
    }

    private void ToConsole(string replicaId, LogLine line) => console.Line(replicaId, line.Content);

    private async Task ShowEventsAsync()
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (ReplicaRegistry.IsProcess(change.Resource))
                    Show(change.ResourceId, change.Snapshot);
            }
        }
        catch (OperationCanceledException)
        {
            // the application stops
        }
    }

    private void Show(string replicaId, CustomResourceSnapshot now)
    {
        var before = _shown.GetValueOrDefault(replicaId);
        _shown[replicaId] = now;

        var (text, bad) = now switch
        {
            { IsHealthy: true } when before is not { IsHealthy: true } => ("healthy", false),
            { IsHealthy: false, State.Text: "Running" } when before is { IsHealthy: true } => ($"not healthy: {now.Problem}", true),
            _ when now.State == before?.State => (null, false),
            { State.Text: "FailedToStart" } => ("failed to start", true),
            { State.Text: "Finished", ExitCode: { } code } => ($"finished, exit code {code}", code != 0),
            { State.Text: "Terminated" } => ("stopped", false),
            { State.Text: "NotStarted" } => ("not started (on request)", false),
            _ => (null, false),
        };
        if (text is not null)
            console.Event(replicaId, text, bad);
    }

    [LoggerMessage(EventId = 1, Message = "{LineNumber}: {Line}")]
    private static partial void ResourceLine(ILogger logger, LogLevel level, int lineNumber, string line);
}
