using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using X402.Facilitators;
using X402.Payments;
using X402.Protocol;

namespace X402.Grpc;

/// <summary>The facilitator named by <see cref="GrpcFacilitatorOptions"/>, over a few connections.</summary>
/// <remarks>
/// All calls on one connection end at one replica, because what stands in front of replicas (a proxy, a service of Kubernetes) chooses one per
/// connection. Several connections, each renewed every minute, spread the calls, and find replicas that came later.
/// Created on first use, so that a missing address is reported with all other mistakes instead of alone.
/// </remarks>
internal sealed class ConfiguredGrpcFacilitator(IHttpMessageHandlerFactory handlers, IOptions<GrpcFacilitatorOptions> options, TimeProvider time)
    : IFacilitator, ISettlementWatcher, IDisposable
{
    /// <summary>Begins as the name of the client over HTTP does, whose rules hold here too: nothing generic may repeat a settlement (SG-34).</summary>
    public const string HttpClientName = "x402-facilitator-grpc";

    public const int Connections = 4;

    private readonly Lock _gate = new();
    private GrpcChannel[]? _channels;
    private GrpcFacilitator[]? _facilitators;

    public Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) => Any().VerifyAsync(request, cancellationToken);

    public Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken) => Any().SettleAsync(request, cancellationToken);

    public Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken) => Any().GetSupportedAsync(cancellationToken);

    public Task WaitAsync(PaymentId id, CancellationToken cancellationToken) => Any().WaitAsync(id, cancellationToken);

    /// <summary>What carries one connection.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        // a settlement keeps its stream until a block comes, and a server takes a hundred of them on one connection: the next needs another
        EnableMultipleHttp2Connections = true,
        // a settlement waits in silence: a dead connection has to be noticed meanwhile
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };

    public static string NameOf(int connection) => $"{HttpClientName}-{connection}";

    public void Dispose()
    {
        foreach (var channel in _channels ?? [])
            channel.Dispose();
    }

    // by chance: taking turns, every verification would go one way and every settlement the other
    private GrpcFacilitator Any() => (_facilitators ?? Create())[Random.Shared.Next(Connections)];

    private GrpcFacilitator[] Create()
    {
        lock (_gate)
        {
            if (_facilitators is { } present)
                return present;
            var settings = options.Value;
            _channels = new GrpcChannel[Connections];
            var facilitators = new GrpcFacilitator[Connections];
            for (var i = 0; i < Connections; i++)
            {
                _channels[i] = GrpcChannel.ForAddress(settings.Url!, new GrpcChannelOptions { HttpHandler = handlers.CreateHandler(NameOf(i)) });
                facilitators[i] = new(_channels[i].CreateCallInvoker(), time, string.IsNullOrEmpty(settings.ApiKey) ? null : settings.ApiKey) { Timeout = settings.Timeout };
            }
            return _facilitators = facilitators;
        }
    }
}
