using Microsoft.Extensions.Logging;
using X402.Evm.Rpc;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Sends journalled transactions, again and again if need be: the same bytes can land only once.</summary>
internal sealed class Broadcaster(IEvmRpc rpc, ILogger logger)
{
    // what nodes say when they have it, or when it (or another variant of its nonce) is in a block already
    private static readonly string[] s_known = ["already known", "already imported", "known transaction", "already exists", "already in pool", "nonce too low", "nonce is too low"];

    public async Task<BroadcastOutcome> SendAsync(RelayerTransactionId id, SignedVariant variant, CancellationToken cancellationToken)
    {
        var call = EvmRpcCalls.SendRawTransaction(variant.Raw.Span);
        try
        {
            await rpc.SendAsync([call], cancellationToken);
        }
        catch (EvmRpcException exception)
        {
            Log.SendUnknown(logger, variant.Hash, id.Nonce, exception.Message);
            return BroadcastOutcome.Unknown;
        }
        if (call.Error is not { } error || Array.Exists(s_known, words => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase)))
            return BroadcastOutcome.Sent;
        Log.SendRefused(logger, variant.Hash, id.Nonce, error.Message);
        return BroadcastOutcome.Refused;
    }
}
