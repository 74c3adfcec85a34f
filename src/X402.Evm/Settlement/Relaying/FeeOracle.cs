using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Settlement;

/// <summary>What to bid for gas, within the operator's limits (SG-28). Thread-safe.</summary>
internal sealed class FeeOracle(IEvmRpc rpc, EvmNetworkOptions options, TimeProvider time)
{
    private const ulong WeiPerGwei = 1_000_000_000;
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(1);

    private readonly UInt256 _cap = (UInt256)options.MaxFeePerGasGwei * WeiPerGwei;
    private volatile Quote? _last;

    /// <summary>What lands a transaction in one of the next blocks.</summary>
    /// <returns>The fees; <see langword="null"/> when that costs more than the operator allows.</returns>
    public async ValueTask<GasFees?> SuggestAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_last is not { } last || now - last.At > s_freshness)
        {
            var history = await rpc.SendAsync(EvmRpcCalls.FeeHistory(), cancellationToken);
            _last = last = new(history.Suggest(options.MinPriorityFeeWei), history.BaseFees.Count > 0 ? history.BaseFees[^1] : UInt256.Zero, now);
        }
        var fees = last.Fees;
        if (last.BaseFee + fees.MaxPriorityFeePerGas > _cap)
            return null;
        return fees with { MaxFeePerGas = Min(fees.MaxFeePerGas, _cap) };
    }

    /// <summary>Fees that replace a transaction in a node's pool: 12.5 percent more on both, or today's, within the limit.</summary>
    /// <returns>The fees; <see langword="null"/> when the limit leaves no room.</returns>
    public GasFees? Bump(GasFees previous, GasFees today)
    {
        var maxFee = Max(Raise(previous.MaxFeePerGas), today.MaxFeePerGas);
        var priority = Max(Raise(previous.MaxPriorityFeePerGas), today.MaxPriorityFeePerGas);
        return maxFee > _cap ? null : new GasFees(maxFee, Min(priority, maxFee));
    }

    /// <summary>Whether so much gas at these fees is within the policy for so many settlements.</summary>
    public bool IsAffordable(ulong gas, GasFees fees, int settlements) =>
        options.MaxCostPerSettlementGwei == 0
        || fees.MaxFeePerGas * gas <= (UInt256)options.MaxCostPerSettlementGwei * WeiPerGwei * (ulong)settlements;

    // nodes want at least 10 percent more; rounded up, with a margin
    private static UInt256 Raise(UInt256 fee) => fee + ((UInt256)((System.Numerics.BigInteger)fee / 8)) + UInt256.One;

    private static UInt256 Min(UInt256 left, UInt256 right) => left < right ? left : right;

    private static UInt256 Max(UInt256 left, UInt256 right) => left > right ? left : right;

    // a class, because all relayers of a network share it: a value of this size could be read while it is half written
    private sealed record Quote(GasFees Fees, UInt256 BaseFee, DateTimeOffset At);
}
