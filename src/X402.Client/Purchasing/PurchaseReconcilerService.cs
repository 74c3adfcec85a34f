using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace X402.Client;

/// <summary>Lets the reconciler of one HTTP client work for as long as the application runs.</summary>
internal sealed class PurchaseReconcilerService(PurchaseReconciler reconciler, PaymentServices services, string clientName, TimeSpan interval) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (interval == Timeout.InfiniteTimeSpan || services.Evidence.Count == 0)
            return;
        using var timer = new PeriodicTimer(interval, services.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await reconciler.ReconcileAsync(cancellationToken: stoppingToken);
            }
#pragma warning disable CA1031 // a store or a node that fails must not end what looks after the money
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.NotReconciled(services.Loggers.CreateLogger<PurchaseReconciler>(), clientName, e);
            }
        }
    }
}
