using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Hosting.Local.Health;

/// <summary>Healthy if a GET is answered with the expected status code.</summary>
internal sealed class HttpHealthCheck(IHttpClientFactory clients, EndpointReference endpoint, string path, int statusCode) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var url = await endpoint.GetValueAsync(cancellationToken).ConfigureAwait(false) + path;
        try
        {
            using var client = clients.CreateClient(nameof(HttpHealthCheck));
            using var answer = await client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return (int)answer.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"GET {url} answers {(int)answer.StatusCode}"));
        }
        catch (HttpRequestException exception)
        {
            return HealthCheckResult.Unhealthy($"GET {url}: {exception.Message}");
        }
    }
}
