using Microsoft.Extensions.Diagnostics.HealthChecks;
using X402.AspNetCore.Gate.Offers;

namespace X402.AspNetCore.Diagnostics;

/// <summary>Whether anything can be sold: the facilitator has said what it supports.</summary>
internal sealed class SellingHealthCheck(FacilitatorSupport support) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(support.Current is null
            ? HealthCheckResult.Unhealthy("The facilitator does not tell what it supports.")
            : HealthCheckResult.Healthy());
}
