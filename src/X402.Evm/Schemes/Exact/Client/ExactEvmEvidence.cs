using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;
using X402.Networks;
using X402.Payments;
using X402.Schemes;

namespace X402.Evm.Schemes.Exact;

/// <summary>Asks the token whether an EIP-3009 authorization was used.</summary>
/// <remarks>
/// Used in the latest block counts as settled: the client errs on the side of having paid. Void needs more: a final block whose time is past
/// the expiry, in which the authorization is still unused. A cancelled authorization counts as used, since the token does not tell them apart.
/// <b>Thread safety:</b> all members may be called concurrently.
/// </remarks>
/// <param name="network">The chain.</param>
/// <param name="rpc">The way to it; one the payer trusts, never one a server names.</param>
public sealed class ExactEvmEvidence(NetworkId network, IEvmRpc rpc) : IAuthorizationEvidence
{
    private readonly string _network = network.ToString();

    /// <inheritdoc/>
    public bool Covers(PaymentId id) => id.Network == _network;

    /// <inheritdoc/>
    public async ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (!Covers(identity.Id) || !EvmAddress.TryParse(identity.Id.Asset, out var asset)
            || !EvmAddress.TryParse(identity.Id.Payer, out var payer) || !Hash32.TryParse(identity.Id.Nonce, out var nonce))
            return AuthorizationFate.Unknown;
        try
        {
            var question = new EvmCallRequest(asset, Eip3009Token.AuthorizationState(payer, nonce));
            var now = EvmRpcCalls.Call(question);
            var final = EvmRpcCalls.Block(BlockTag.Finalized);
            await rpc.SendAsync([now, final], cancellationToken);
            if (!TryReadBool(now.Result, out var isUsed))
                return AuthorizationFate.Unknown;
            if (isUsed)
                return AuthorizationFate.Settled;
            if (final.Result is not { } block || block.Timestamp < (ulong)identity.ValidBefore.ToUnixTimeSeconds())
                return AuthorizationFate.Pending;

            var then = await rpc.SendAsync(EvmRpcCalls.Call(question, BlockTag.Number(block.Number)), cancellationToken);
            return TryReadBool(then, out var wasUsed) ? wasUsed ? AuthorizationFate.Settled : AuthorizationFate.Void : AuthorizationFate.Unknown;
        }
        catch (EvmRpcException)
        {
            return AuthorizationFate.Unknown;
        }
    }

    private static bool TryReadBool(EvmCallResult result, out bool value)
    {
        value = false;
        if (result is not { Succeeded: true, Data.Length: 32 })
            return false;
        value = !UInt256.FromBigEndian(result.Data.Span).IsZero;
        return true;
    }
}
