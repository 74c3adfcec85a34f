using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Schemes.Exact;

/// <summary>
/// Tries the transfer on the chain's latest state without sending it, from an address that is nobody's, and looks at its effect.
/// </summary>
/// <remarks>
/// With Multicall3 it is one call: the recipient's balance, the transfer, the balance again. So a token that takes a fee, moves nothing, or
/// swallows a used nonce without reverting is found out before anybody works for the payment. A chain without Multicall3 shows only
/// that the transfer returns; the receipt is then the first proof.
/// </remarks>
internal sealed class TransferSimulation
{
    private readonly ExactEvmPayment _payment;
    private readonly EvmRpcCall<EvmCallResult> _call;
    private readonly bool _multicall;

    public TransferSimulation(ExactEvmPayment payment, bool multicall, bool deploys, ulong gas)
    {
        _payment = payment;
        _multicall = multicall;
        var transfer = Eip3009Token.TransferWithAuthorization(payment.Authorization, payment.Signature.Span);
        if (!multicall)
        {
            _call = EvmRpcCalls.Call(new(payment.Asset, transfer) { Gas = gas });
            return;
        }
        var balance = Eip3009Token.BalanceOf(payment.Authorization.To);
        var items = new List<MulticallItem>(4);
        if (deploys)
            items.Add(new(payment.Deployment!.Factory, payment.Deployment.Data));
        items.Add(new(payment.Asset, balance));
        items.Add(new(payment.Asset, transfer));
        items.Add(new(payment.Asset, balance));
        _call = EvmRpcCalls.Call(new(Multicall3.Address, Multicall3.Aggregate3(items)) { Gas = gas });
    }

    public EvmRpcCall Call => _call;

    /// <summary>Reads the outcome once the call was sent.</summary>
    /// <exception cref="EvmRpcException">The node could not answer.</exception>
    public SimulationOutcome Read()
    {
        var result = _call.Result;
        if (!_multicall)
            return result.Succeeded ? SimulationOutcome.Moves : SimulationOutcome.Reverts(result.RevertReason);

        // a call to an address without code returns nothing, successfully
        if (result is { Succeeded: true, Data.IsEmpty: true })
            return SimulationOutcome.NoMulticall;
        if (!result.Succeeded)
            return SimulationOutcome.Reverts(result.RevertReason);
        if (!Multicall3.TryDecodeResults(result.Data.Span, out var results) || results.Length < 3)
            return SimulationOutcome.NoMulticall;
        var transfer = results[^2];
        if (!transfer.Succeeded)
            return SimulationOutcome.Reverts(RevertReason.Decode(transfer.Data.Span));
        return TryGetBalance(results[^3], out var before) && TryGetBalance(results[^1], out var after)
            && UInt256.TryAdd(before, _payment.Authorization.Value, out var expected) && after == expected
                ? SimulationOutcome.Moves
                : SimulationOutcome.MovesSomethingElse;
    }

    private static bool TryGetBalance(MulticallResult result, out UInt256 balance)
    {
        balance = default;
        return result.Succeeded && new AbiReader(result.Data.Span).TryGetUInt256(0, out balance);
    }
}
