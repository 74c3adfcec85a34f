using X402.Assets;
using X402.Client;
using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.ClientAgent;

/// <summary>What the payer has left, where the agent knows a chain to ask.</summary>
internal sealed class Wallet(IEvmRpc? chain)
{
    /// <summary>The balance for people, or <see langword="null"/> when it cannot be found out; a balance is never worth failing for.</summary>
    public async Task<string?> BalanceAsync(string payer, AssetInfo asset, CancellationToken cancellationToken)
    {
        if (chain is null || !EvmAddress.TryParse(payer, out var owner) || !EvmAddress.TryParse(asset.Address, out var token))
            return null;
        try
        {
            var result = await chain.SendAsync(EvmRpcCalls.Call(new EvmCallRequest(token, Eip3009Token.BalanceOf(owner))), cancellationToken);
            return result is { Succeeded: true, Data.Length: 32 } ? AmountFormat.WithSymbol(UInt256.FromBigEndian(result.Data.Span), asset) : null;
        }
        catch (EvmRpcException)
        {
            return null;
        }
    }
}
