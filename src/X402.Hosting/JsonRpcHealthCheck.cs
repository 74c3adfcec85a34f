using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Hosting;

/// <summary>Healthy if <c>eth_chainId</c> is answered; a GET would tell nothing about Anvil.</summary>
internal sealed class JsonRpcHealthCheck(AnvilResource anvil) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!anvil.RpcEndpoint.IsAllocated)
            return HealthCheckResult.Unhealthy("The RPC address is not known yet.");

        try
        {
            var chainId = await JsonRpc.CallAsync(anvil.RpcEndpoint.Url, "eth_chainId", cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"eth_chainId = {chainId}");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return HealthCheckResult.Unhealthy($"JSON-RPC does not answer: {exception.Message}");
        }
    }
}
