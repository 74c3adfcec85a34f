using Microsoft.Extensions.Options;
using X402.Facilitators;
using X402.Protocol;

namespace X402.AspNetCore.Configuration;

/// <summary>The facilitator named by <see cref="FacilitatorClientOptions"/>, over HTTP.</summary>
/// <remarks>Created on first use, so that a missing URL is reported with all other mistakes instead of alone.</remarks>
internal sealed class ConfiguredFacilitator(IHttpClientFactory clients, IOptions<X402ServerOptions> options, TimeProvider time) : IFacilitator
{
    public const string HttpClientName = "x402-facilitator";

    private HttpFacilitator? _inner;

    public Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) => Inner.VerifyAsync(request, cancellationToken);

    public Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken) => Inner.SettleAsync(request, cancellationToken);

    public Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken) => Inner.GetSupportedAsync(cancellationToken);

    private HttpFacilitator Inner => _inner ?? Create();

    private HttpFacilitator Create()
    {
        var facilitator = options.Value.Facilitator;
        var http = clients.CreateClient(HttpClientName);
        // relative paths are appended to the whole base URL, also where it has a path of its own
        http.BaseAddress = new Uri(facilitator.Url!.TrimEnd('/') + "/");
        http.Timeout = Timeout.InfiniteTimeSpan;
        if (facilitator.ApiKey is { Length: > 0 } key)
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return _inner = new HttpFacilitator(http, time) { Timeout = options.Value.SettleTimeout };
    }
}
