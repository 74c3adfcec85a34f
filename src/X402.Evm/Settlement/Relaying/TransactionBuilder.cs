using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Transactions;
using X402.Reasons;

namespace X402.Evm.Settlement;

/// <summary>Makes one transaction of the settlements that go together: the call itself for one, Multicall3 for several.</summary>
internal sealed class TransactionBuilder(ChainContext chain, EvmAddress relayer)
{
    private const ulong TransactionGas = 21_000;

    // calldata of a signature and its six arguments, and what Multicall3 does around each call
    private const ulong OverheadPerCall = 20_000;

    // what foreign code may use at most (SG-28)
    private const ulong ForeignGasCap = 3_000_000;

    /// <summary>Decides how much gas each call may use. Those in which foreign code runs are estimated, and sent alone.</summary>
    /// <returns>The calls that go together, those that have to wait for a transaction of their own, and why a lone one cannot succeed now.</returns>
    public async ValueTask<PreparedBatch> PrepareAsync(IReadOnlyList<SettlementItem> batch, CancellationToken cancellationToken)
    {
        var codes = new EvmRpcCall<byte[]>[batch.Count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = EvmRpcCalls.Code(batch[i].Call.Payer);
        await chain.Rpc.SendAsync(codes, cancellationToken);

        var calls = new List<PreparedCall>(batch.Count);
        var alone = new List<SettlementItem>();
        for (var i = 0; i < codes.Length; i++)
        {
            var exists = codes[i].Result.Length > 0;
            batch[i].GoesAlone |= exists;
            var call = exists ? batch[i].Call.ForExistingPayer : batch[i].Call;
            if (!batch[i].GoesAlone)
                calls.Add(new(batch[i], batch[i].Call.GasLimit));
            else if (batch.Count > 1)
                alone.Add(batch[i]);
            else if (await EstimateAsync(call, cancellationToken) is { } gas)
                calls.Add(new(batch[i], gas) { Call = call });
            else
                return new([], [], PaymentReasons.ExactEvmSimulationFailed);
        }
        return new(calls, alone, null);
    }

    private async ValueTask<ulong?> EstimateAsync(EvmSettlementCall call, CancellationToken cancellationToken)
    {
        var estimate = EvmRpcCalls.EstimateGas(new EvmCallRequest(call.To, call.Data) { From = relayer, Gas = ForeignGasCap });
        await chain.Rpc.SendAsync([estimate], cancellationToken);
        if (estimate.Error is { } error)
            return error.IsExecutionFailure ? null : throw new EvmRpcException(estimate.Method, error);
        // the estimate is exact for the state it saw; a little more survives a change of it
        return Math.Min(estimate.Result + (estimate.Result / 4), ForeignGasCap);
    }

    /// <summary>The transaction for these calls.</summary>
    public Eip1559Transaction Build(IReadOnlyList<PreparedCall> calls, ulong nonce, GasFees fees)
    {
        if (calls.Count == 1)
        {
            var only = calls[0];
            return Create(chain.ChainId, only.Call.To, only.Call.Data, only.Gas, nonce, fees);
        }
        var items = new MulticallItem[calls.Count];
        var total = TransactionGas;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new(calls[i].Call.To, calls[i].Call.Data);
            total += calls[i].Gas + OverheadPerCall;
        }
        return Create(chain.ChainId, Multicall3.Address, Multicall3.Aggregate3(items), total, nonce, fees);
    }

    /// <summary>A transaction that does nothing but use up its nonce.</summary>
    public static Eip1559Transaction Empty(ulong chainId, EvmAddress relayer, ulong nonce, GasFees fees) =>
        Create(chainId, relayer, default, TransactionGas, nonce, fees);

    private static Eip1559Transaction Create(ulong chainId, EvmAddress to, ReadOnlyMemory<byte> data, ulong gas, ulong nonce, GasFees fees) =>
        new() { ChainId = chainId, Nonce = nonce, Fees = fees, GasLimit = gas, To = to, Data = data };
}
