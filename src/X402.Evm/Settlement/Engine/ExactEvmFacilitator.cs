using X402.Evm.Schemes.Exact;
using X402.Facilitators;
using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>The exact scheme of a facilitator, on all configured EVM chains, in both protocol versions.</summary>
internal sealed class ExactEvmFacilitator : IPaymentSchemeFacilitator
{
    private readonly EvmSettlementEngine _engine;

    public ExactEvmFacilitator(EvmSettlementEngine engine)
    {
        _engine = engine;
        Networks = [.. engine.Networks.Select(static network => NetworkId.Parse(network.Name))];
        Supported = Announce(engine, Networks);
    }

    public string Scheme => ExactScheme.Name;

    public IReadOnlyList<NetworkId> Networks { get; }

    public SupportedResponse Supported { get; }

    public async ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var verdict = await NetworkOf(request).VerifyAsync(request, cancellationToken);
        return verdict.InvalidReason == PaymentReasons.NetworkUnavailable.Code
            ? throw new FacilitatorException("The chain cannot be asked now.") { OutcomeUnknown = false }
            : verdict;
    }

    public async ValueTask<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await NetworkOf(request).SettleAsync(request, cancellationToken);
    }

    public async ValueTask<SettlementStatus?> FindSettlementAsync(PaymentId id, CancellationToken cancellationToken) =>
        (await _engine.Journal.FindAsync(id, cancellationToken))?.ToStatus();

    private SettlementNetwork NetworkOf(FacilitatorRequest request) =>
        _engine.Find(request.Requirements.Network) ?? throw new ArgumentException($"The network '{request.Requirements.Network}' is not served.", nameof(request));

    private static SupportedResponse Announce(EvmSettlementEngine engine, IReadOnlyList<NetworkId> networks)
    {
        var kinds = new List<SupportedKind>();
        foreach (var network in networks)
        {
            kinds.Add(new() { X402Version = ProtocolVersion.V2, Scheme = ExactScheme.Name, Network = network.ToString() });
            // version 1 knows networks by name only
            if (LegacyNetworkNames.TryGetName(network, out var name))
                kinds.Add(new() { X402Version = ProtocolVersion.V1, Scheme = ExactScheme.Name, Network = name });
        }
        string[] signers = [.. engine.Networks.SelectMany(static network => network.RelayerAddresses).Distinct().Select(static address => address.ToString())];
        return new() { Kinds = kinds, Signers = new Dictionary<string, IReadOnlyList<string>> { [$"{NetworkId.Eip155}:*"] = signers } };
    }
}
