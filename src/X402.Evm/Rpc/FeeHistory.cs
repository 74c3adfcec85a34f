using X402.Money;

namespace X402.Evm.Rpc;

/// <summary>What the latest blocks paid for gas.</summary>
/// <param name="BaseFees">Base fee per gas of each block, in wei, oldest first; the last one is the next block's.</param>
/// <param name="PriorityFees">A percentile of the priority fees of each block, in wei, oldest first.</param>
public sealed record FeeHistory(IReadOnlyList<UInt256> BaseFees, IReadOnlyList<UInt256> PriorityFees)
{
    /// <summary>
    /// Fees with which a transaction can land for the next blocks: twice the next base fee, which outlasts five full blocks,
    /// and the median of the priority fees, at least <paramref name="minPriorityFee"/>.
    /// </summary>
    /// <param name="minPriorityFee">In wei per gas; empty blocks report 0, which some chains refuse.</param>
    public GasFees Suggest(UInt256 minPriorityFee)
    {
        var priority = minPriorityFee;
        if (PriorityFees.Count > 0)
        {
            UInt256[] sorted = [.. PriorityFees];
            Array.Sort(sorted);
            var median = sorted[sorted.Length / 2];
            priority = median > minPriorityFee ? median : minPriorityFee;
        }
        var baseFee = BaseFees.Count > 0 ? BaseFees[^1] : UInt256.Zero;
        return new((baseFee * 2) + priority, priority);
    }
}
