using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Evm.Settlement;

/// <summary>Whether every chain answers and is the right one. A process without a relayer is healthy: another one has it.</summary>
internal sealed class EvmFacilitatorHealthCheck(EvmSettlementEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var ill = new List<string>();
        foreach (var network in engine.Networks)
        {
            if (network.IsWrongChain)
                ill.Add($"{network.Name} is configured with a node of another chain");
            else if (network.Watcher.Head is null)
                ill.Add($"{network.Name} does not answer");
        }
        if (ill.Count > 0)
            return Task.FromResult(HealthCheckResult.Unhealthy(string.Join("; ", ill)));
        var poor = engine.Networks.Where(static network => network.IsOutOfGasMoney).Select(static network => network.Name).ToArray();
        return Task.FromResult(poor.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"relayers on {string.Join(", ", poor)} have no money for gas"));
    }
}
