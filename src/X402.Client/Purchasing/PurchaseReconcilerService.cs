using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace X402.Client;

/// <summary>Lets the reconciler of one HTTP client work for as long as the application runs.</summary>
internal sealed class PurchaseReconcilerService(IServiceProvider provider, string clientName, TimeSpan interval, TimeProvider time, ILogger<PurchaseReconciler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (interval == Timeout.InfiniteTimeSpan)
            return;
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken) && await TryReconcileAsync(stoppingToken)) { }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // where the application never started, the host would report it as a failure of its own
        }
    }

    /// <returns>Whether there is somebody to ask.</returns>
    private async Task<bool> TryReconcileAsync(CancellationToken stoppingToken)
    {
        try
        {
            // not before: an application that cannot pay yet starts all the same
            if (provider.GetRequiredKeyedService<PaymentServices>(clientName).Evidence.Count == 0)
                return false;
            await provider.GetRequiredKeyedService<PurchaseReconciler>(clientName).ReconcileAsync(cancellationToken: stoppingToken);
        }
#pragma warning disable CA1031 // a store or a node that fails must not end what looks after the money
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotReconciled(logger, clientName, e);
        }
        return true;
    }
}
