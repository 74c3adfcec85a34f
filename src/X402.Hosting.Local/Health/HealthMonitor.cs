using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Health;

/// <summary>
/// Asks a resource's health checks, through its public port, on behalf of all its replicas. A replica is healthy when
/// the checks say so and it listens itself.
/// </summary>
internal sealed class HealthMonitor(
    ResourceRuntime runtime, HashSet<string> keys, HealthCheckService healthChecks, ResourceNotificationService notifications) : IDisposable
{
    // our own engine, on this machine: asking is cheap, and everybody waits for the first good answer
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealthyDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);
    private const double Growth = 1.5;

    private readonly SemaphoreSlim _soon = new(0, 1);

    /// <summary>Something has changed: asks now, and often.</summary>
    public void CheckSoon()
    {
        try
        {
            _soon.Release();
        }
        catch (SemaphoreFullException)
        {
            // asked for already
        }
    }

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = Timeout.InfiniteTimeSpan;
        try
        {
            while (true)
            {
                if (await _soon.WaitAsync(delay, cancellationToken).ConfigureAwait(false))
                    delay = FirstDelay;

                delay = await CheckAsync(cancellationToken).ConfigureAwait(false) switch
                {
                    null => Timeout.InfiniteTimeSpan,
                    true => HealthyDelay,
                    false => Min(delay == HealthyDelay ? FirstDelay : delay * Growth, LongestDelay),
                };
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the application stops
        }
    }

    public void Dispose() => _soon.Dispose();

    /// <returns>Whether all running replicas are healthy; none if nothing runs.</returns>
    private async Task<bool?> CheckAsync(CancellationToken cancellationToken)
    {
        var running = runtime.Running;
        if (running.Count == 0)
            return null;

        var (healthy, problem) = await AskAsync(cancellationToken).ConfigureAwait(false);
        var all = true;
        foreach (var replica in running)
        {
            var listens = healthy && await ListensAsync(replica, cancellationToken).ConfigureAwait(false);
            all &= listens;
            Publish(replica, listens, healthy ? "it does not listen yet" : problem);
        }

        return all;
    }

    private void Publish(Replica replica, bool healthy, string? problem)
    {
        var ready = healthy ? runtime.Ready() : null;
        notifications.Publish(replica.Resource, replica.Id, snapshot => snapshot.State?.Text == KnownResourceStates.Running
            ? snapshot with
            {
                HealthStatus = healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy,
                Ready = ready ?? snapshot.Ready,
                Problem = healthy ? null : problem,
            }
            : snapshot);
    }

    private async Task<(bool Healthy, string? Problem)> AskAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CheckTimeout);
        try
        {
            var report = await healthChecks.CheckHealthAsync(check => keys.Contains(check.Name), patience.Token).ConfigureAwait(false);
            var bad = report.Entries.Values.FirstOrDefault(entry => entry.Status is not HealthStatus.Healthy);
            return (report.Status is HealthStatus.Healthy, bad.Description);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, "the health check gets no answer");
        }
    }

    private static async Task<bool> ListensAsync(Replica replica, CancellationToken cancellationToken)
    {
        foreach (var port in replica.TargetPorts.Values)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
