using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using X402.Hosting.Local.Processes;

namespace X402.Hosting.Local.Resources;

/// <summary>One replica's life: starting, waiting, running, stopping.</summary>
/// <remarks>
/// Thread safety: start and stop may be asked for at any time; one is carried out after the other, and a stop
/// interrupts a start that still waits.
/// </remarks>
internal sealed class ReplicaRunner(Replica replica, ResourceRuntime runtime, ReplicaServices services) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ILogger _logger = services.Loggers.GetLogger(replica.Id);

    private CancellationTokenSource? _starting;
    private RunningProcess? _process;
    private Task _observed = Task.CompletedTask;

    public Replica Replica => replica;

    /// <summary>Whether the process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Whether a process was started by the last start and has ended since.</summary>
    public bool HasEnded => _process is { HasExited: true } && Problem is null;

    /// <summary>Why the last start failed.</summary>
    public string? Problem { get; private set; }

    /// <summary>Shows that the replica waits for somebody to start it.</summary>
    public void NotStarted() => Publish(snapshot => snapshot with { State = KnownResourceStates.NotStarted });

    /// <summary>Starts the process once everything it waits for is there; returns when it runs or has failed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsRunning)
                return;

            // what is known of the last run is published before anything of this one
            await _observed.ConfigureAwait(false);
            _starting = starting;
            Problem = null;
            Publish(Fresh);
            await WaitForDependenciesAsync(starting.Token).ConfigureAwait(false);
            await LaunchAsync(starting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            Publish(snapshot => snapshot with { State = KnownResourceStates.Terminated });
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception exception)
        {
            // whatever goes wrong, in callbacks of the AppHost too, is this resource's failure and nobody else's
            Problem = exception.Message;
            Log.CouldNotStart(_logger, exception.Message);
            Publish(snapshot => snapshot with { State = KnownResourceStates.FailedToStart, Problem = exception.Message });
        }
        finally
        {
            _starting = null;
            _turn.Release();
        }
    }

    /// <summary>Asks the process to end, makes it end, and returns when nothing of it is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await CancelStartAsync().ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_process is null)
                return;

            if (IsRunning)
                Publish(snapshot => snapshot with { State = KnownResourceStates.Stopping, HealthStatus = null });
            await _process.StopAsync(EngineOptions.StopGrace).ConfigureAwait(false);
            await _observed.ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task CancelStartAsync()
    {
        try
        {
            if (Volatile.Read(ref _starting) is { } starting)
                await starting.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // the start has ended in between
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        if (!replica.Resource.Annotations.Any(annotation => annotation is WaitAnnotation))
            return;

        Publish(snapshot => snapshot with { State = KnownResourceStates.Waiting });
        await services.Dependencies.WaitAsync(replica.Resource, cancellationToken).ConfigureAwait(false);
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var launch = await services.Composer.ComposeAsync(replica, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        var process = services.Processes.Start(launch, (line, isError) => services.Loggers.Write(replica.Id, line, isError));
        _process = process;
        runtime.Started(replica);
        Publish(snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            ProcessId = process.Id,
            StartTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            HealthStatus = runtime.HasHealthChecks ? HealthStatus.Unhealthy : HealthStatus.Healthy,
            Ready = runtime.HasHealthChecks ? null : runtime.Ready(),
        });
        _observed = ObserveAsync(process);
        runtime.CheckHealthSoon();
    }

    private async Task ObserveAsync(RunningProcess process)
    {
        var exitCode = await process.Exited.ConfigureAwait(false);
        runtime.Stopped(replica);
        if (exitCode != 0 && !process.StopRequested)
            Log.Ended(_logger, exitCode);

        var state = Publish(snapshot => snapshot with
        {
            State = process.StopRequested ? KnownResourceStates.Terminated : KnownResourceStates.Finished,
            ExitCode = exitCode,
            HealthStatus = null,
            Ready = null,
            ProcessId = null,
            StopTimeStamp = services.Time.GetUtcNow().UtcDateTime,
        });

        try
        {
            await services.Eventing.PublishAsync(new ResourceStoppedEvent(replica.Resource, services.Services, state)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_logger, nameof(ResourceStoppedEvent), exception.Message);
        }
    }

    private CustomResourceSnapshot Fresh(CustomResourceSnapshot snapshot) => snapshot with
    {
        State = KnownResourceStates.Starting,
        ExitCode = null,
        HealthStatus = null,
        Ready = null,
        Problem = null,
        ProcessId = null,
        StartTimeStamp = null,
        StopTimeStamp = null,
        Urls = runtime.Urls,
    };

    private ResourceEvent Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        services.Notifications.Publish(replica.Resource, replica.Id, change);
}
