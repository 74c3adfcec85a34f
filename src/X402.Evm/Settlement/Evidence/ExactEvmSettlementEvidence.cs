using X402.Assets;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Schemes;

namespace X402.Evm.Settlement;

/// <summary>A seller's view of one chain: the exact transfer, found by its authorization, in whatever transaction and by whomever.</summary>
internal sealed class ExactEvmSettlementEvidence(NetworkId network, IEvmRpc rpc, TimeProvider time) : ISettlementEvidence
{
    // a payment is looked for within minutes of its signature
    private const int Lookback = 2_000;

    private readonly string _network = network.ToString();
    private readonly EvidenceFinder _finder = new(Witnesses.One(rpc), Lookback);
    private readonly ExactEvmSettlementScheme _scheme = new(network, new(network, rpc, time, new ExactEvmVerifierOptions()), AssetRegistry.Default);

    public bool Covers(PaymentId id) => id.Network == _network;

    public async ValueTask<SettlementFinding> FindAsync(FacilitatorRequest payment, CancellationToken cancellationToken)
    {
        if (_scheme.TryBuildCall(payment) is not { } call)
            return new(AuthorizationFate.Unknown);
        try
        {
            var (head, final) = (EvmRpcCalls.Block(), EvmRpcCalls.Block(BlockTag.Finalized));
            await rpc.SendAsync([head, final], cancellationToken);
            if (head.Result is not { } newest)
                return new(AuthorizationFate.Unknown);
            var found = await _finder.FindAsync(call, newest.Number, cancellationToken);
            return found.Kind switch
            {
                EvidenceKind.Paid => new(AuthorizationFate.Settled, found.Receipt!.TransactionHash.ToString()),
                EvidenceKind.UsedOtherwise when final is { Error: null, Result: { } last } && found.Receipt!.BlockNumber <= last.Number => new(AuthorizationFate.Void),
                EvidenceKind.Unused when final is { Error: null, Result: { } last } && await _finder.IsImpossibleAsync(call, last.Number, cancellationToken) => new(AuthorizationFate.Void),
                EvidenceKind.Unused or EvidenceKind.UsedOtherwise => new(AuthorizationFate.Pending),
                _ => new(AuthorizationFate.Unknown),
            };
        }
        catch (EvmRpcException)
        {
            return new(AuthorizationFate.Unknown);
        }
    }
}
