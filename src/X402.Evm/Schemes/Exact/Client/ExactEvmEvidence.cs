using X402.Evm.Rpc;
using X402.Networks;
using X402.Payments;
using X402.Schemes;

namespace X402.Evm.Schemes.Exact;

/// <summary>A view of one chain for a paying client whose signer brings none.</summary>
/// <param name="network">The chain.</param>
/// <param name="rpc">The way to it; one the payer trusts, never one a server names.</param>
internal sealed class ExactEvmEvidence(NetworkId network, IEvmRpc rpc) : IAuthorizationEvidence
{
    private readonly string _network = network.ToString();

    public bool Covers(PaymentId id) => id.Network == _network;

    public ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken) =>
        Covers(identity.Id) ? AuthorizationEvidence.FindAsync(rpc, identity, cancellationToken) : ValueTask.FromResult(AuthorizationFate.Unknown);
}
