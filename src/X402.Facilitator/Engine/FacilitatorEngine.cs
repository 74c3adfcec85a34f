using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using X402.Diagnostics;
using X402.Facilitators;
using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;
using X402.Settlement;

namespace X402.Facilitator;

/// <summary>The facilitator itself: sends every payment to the scheme that serves its version, name and exact network.</summary>
/// <remarks>
/// Networks are never matched by pattern: whoever serves two EVM chains does not serve all of them.
/// Thread safety: all members may be called concurrently.
/// </remarks>
public sealed class FacilitatorEngine : IFacilitator
{
    private readonly FrozenDictionary<(int Version, string Scheme, string Network), IPaymentSchemeFacilitator> _schemes;
    private readonly SupportedResponse _supported;
    private readonly ILogger<FacilitatorEngine> _logger;

    /// <summary>Creates the engine.</summary>
    /// <exception cref="InvalidOperationException">Two schemes serve the same, or one announces a network that cannot be read.</exception>
    public FacilitatorEngine(IEnumerable<IPaymentSchemeFacilitator> schemes, ILogger<FacilitatorEngine> logger)
    {
        ArgumentNullException.ThrowIfNull(schemes);
        _logger = logger;
        var all = schemes.ToArray();
        _supported = SupportedMerge.Merge(all);
        var table = new Dictionary<(int, string, string), IPaymentSchemeFacilitator>();
        foreach (var scheme in all)
        {
            foreach (var kind in scheme.Supported.Kinds)
            {
                if (!table.TryAdd((kind.X402Version, kind.Scheme, NetworkOf(kind)), scheme))
                    throw new InvalidOperationException($"Version {kind.X402Version} of the scheme '{kind.Scheme}' on '{kind.Network}' is registered twice.");
            }
        }
        _schemes = table.ToFrozenDictionary();
        if (_schemes.Count == 0)
            Log.NothingServed(_logger);
    }

    /// <summary>The networks that are served.</summary>
    public IEnumerable<string> Networks => _schemes.Keys.Select(static key => key.Network).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        // the span of step 6 is the scheme's, which knows the payment
        var started = Stopwatch.GetTimestamp();
        var verdict = Find(request) is { } scheme
            ? await scheme.VerifyAsync(request, cancellationToken)
            : Refusals.Verdict(RefusalOf(request));
        FacilitatorMetrics.Verified(request, verdict, Stopwatch.GetElapsedTime(started));
        return verdict;
    }

    /// <inheritdoc/>
    public async Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var started = Stopwatch.GetTimestamp();
        var receipt = Find(request) is { } scheme
            ? await scheme.SettleAsync(request, cancellationToken)
            : Refusals.Receipt(RefusalOf(request), request.Requirements.Network);
        using var activity = StartActivity(PaymentSteps.Answer, request);
        activity?.SetTag(PaymentTags.Transaction, receipt.Transaction);
        FacilitatorMetrics.Settled(request, receipt, Stopwatch.GetElapsedTime(started));
        if (!receipt.Success)
            activity?.SetTag(PaymentTags.Reason, receipt.ErrorReason).SetStatus(ActivityStatusCode.Error, receipt.ErrorReason);
        return receipt;
    }

    /// <inheritdoc/>
    public Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken) => Task.FromResult(_supported);

    /// <summary>The state of a settlement, or <see langword="null"/> when none was asked for.</summary>
    public async ValueTask<SettlementStatus?> FindSettlementAsync(PaymentId id, CancellationToken cancellationToken)
    {
        foreach (var (key, scheme) in _schemes)
        {
            if (key.Network == id.Network && await scheme.FindSettlementAsync(id, cancellationToken) is { } status)
                return status;
        }
        return null;
    }

    private IPaymentSchemeFacilitator? Find(FacilitatorRequest request) =>
        _schemes.GetValueOrDefault((request.X402Version, request.Requirements.Scheme, request.Requirements.Network));

    private PaymentReason RefusalOf(FacilitatorRequest request)
    {
        if (request.X402Version is not (ProtocolVersion.V1 or ProtocolVersion.V2))
            return PaymentReasons.InvalidX402Version;
        var networkServed = false;
        foreach (var (_, scheme, network) in _schemes.Keys)
        {
            networkServed |= network == request.Requirements.Network;
            if (network == request.Requirements.Network && scheme == request.Requirements.Scheme)
                return PaymentReasons.InvalidX402Version;
        }
        return networkServed ? PaymentReasons.UnsupportedScheme : PaymentReasons.InvalidNetwork;
    }

    private static string NetworkOf(SupportedKind kind)
    {
        if (kind.X402Version == ProtocolVersion.V1 && LegacyNetworkNames.TryGetNetwork(kind.Network, out var legacy))
            return legacy.ToString();
        return NetworkId.TryParse(kind.Network, out var network)
            ? network.ToString()
            : throw new InvalidOperationException($"The scheme '{kind.Scheme}' announces the network '{kind.Network}', which is not a CAIP-2 id.");
    }

    private static Activity? StartActivity(string step, FacilitatorRequest request)
    {
        var activity = X402Telemetry.ActivitySource.StartActivity(step);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(PaymentTags.Version, request.X402Version)
                .SetTag(PaymentTags.Scheme, request.Requirements.Scheme)
                .SetTag(PaymentTags.Network, request.Requirements.Network)
                .SetTag(PaymentTags.Asset, request.Requirements.Asset)
                .SetTag(PaymentTags.Amount, request.Requirements.Amount)
                .SetTag(PaymentTags.PayTo, request.Requirements.PayTo);
        }
        return activity;
    }
}
