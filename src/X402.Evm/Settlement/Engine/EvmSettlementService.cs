using Microsoft.Extensions.Hosting;

namespace X402.Evm.Settlement;

/// <summary>Runs the settlement engine with the application. On shutdown relayers go back, so that another process can take them at once.</summary>
internal sealed class EvmSettlementService(EvmSettlementEngine engine) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(engine.Networks.Select(network => network.RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shut down; open settlements are in the journal
        }
    }
}
