using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;
using X402.Schemes;

namespace X402.Evm.Schemes.Exact;

/// <summary>Asks the token what became of an authorization.</summary>
internal static class AuthorizationEvidence
{
    /// <remarks>
    /// Used says paid: the token does not tell cancelled ones apart, and only the payer itself can cancel. Unused is final only as of a block
    /// that cannot be reorganised away and that is later than the authorization's end.
    /// </remarks>
    public static async ValueTask<AuthorizationFate> FindAsync(IEvmRpc rpc, PaymentIdentity identity, CancellationToken cancellationToken)
    {
        if (!EvmAddress.TryParse(identity.Id.Asset, out var asset) || !EvmAddress.TryParse(identity.Id.Payer, out var payer) || !Hash32.TryParse(identity.Id.Nonce, out var nonce))
            return AuthorizationFate.Unknown;
        try
        {
            var question = new EvmCallRequest(asset, Eip3009Token.AuthorizationState(payer, nonce)) { Gas = Eip3009Token.ReadingGas };
            var latest = EvmRpcCalls.Call(question);
            var final = EvmRpcCalls.Block(BlockTag.Finalized);
            await rpc.SendAsync([latest, final], cancellationToken);
            if (!TryReadState(latest.Result, out var used))
                return AuthorizationFate.Unknown;
            if (used)
                return AuthorizationFate.Settled;
            if (final.Result is not { } block || block.Time < identity.ValidBefore)
                return AuthorizationFate.Pending;
            var atEnd = await rpc.SendAsync(EvmRpcCalls.Call(question, BlockTag.Number(block.Number)), cancellationToken);
            return TryReadState(atEnd, out used) && !used ? AuthorizationFate.Void : AuthorizationFate.Unknown;
        }
        catch (EvmRpcException)
        {
            return AuthorizationFate.Unknown;
        }
    }

    private static bool TryReadState(EvmCallResult result, out bool used)
    {
        var valid = new AbiReader(result.Data.Span).TryGetUInt256(0, out var state) && result.Succeeded;
        used = valid && state != UInt256.Zero;
        return valid;
    }
}
