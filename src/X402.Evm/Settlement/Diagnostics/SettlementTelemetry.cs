using System.Diagnostics;
using System.Diagnostics.Metrics;
using X402.Diagnostics;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Settlement;

/// <summary>Spans of steps 9 and 10 and the engine's instruments. A transaction may carry many payments; each gets its part in its own trace.</summary>
internal static class SettlementTelemetry
{
    private static readonly Histogram<long> s_gas = X402Telemetry.Meter.CreateHistogram<long>("x402.gas.used", "{gas}", "Gas per settlement.");
    private static readonly Histogram<int> s_batch = X402Telemetry.Meter.CreateHistogram<int>("x402.batch.size", "{settlement}", "Settlements per transaction.");
    private static readonly Counter<double> s_amount = X402Telemetry.Meter.CreateCounter<double>("x402.amount.settled", "{unit}", "Settled amount in atomic units; a measurement, never accounting.");

    public static void Submitted(IReadOnlyList<SettlementItem> items, string hash, EvmAddress relayer, DateTimeOffset from, DateTimeOffset to)
    {
        s_batch.Record(items.Count);
        foreach (var item in items)
        {
            using var activity = Start(PaymentSteps.Submit, item, hash, from);
            activity?.SetTag(PaymentTags.Relayer, relayer.ToString()).SetTag(PaymentTags.BatchSize, items.Count).SetEndTime(to.UtcDateTime);
        }
    }

    public static void Confirmed(SettlementItem item, TransactionReceipt receipt, ulong gas, DateTimeOffset from, DateTimeOffset to)
    {
        s_gas.Record((long)gas, new KeyValuePair<string, object?>(PaymentTags.Network, item.Call.Id.Network));
        if (UInt256.TryParse(item.Record.Request.Requirements.Amount, out var amount))
            s_amount.Add((double)(System.Numerics.BigInteger)amount, new KeyValuePair<string, object?>(PaymentTags.Asset, item.Call.Id.Asset));
        using var activity = Start(PaymentSteps.Confirm, item, receipt.TransactionHash.ToString(), from);
        activity?.SetTag(PaymentTags.BlockNumber, receipt.BlockNumber).SetTag(PaymentTags.GasUsed, gas).SetEndTime(to.UtcDateTime);
    }

    private static Activity? Start(string step, SettlementItem item, string hash, DateTimeOffset from)
    {
        if (!ActivityContext.TryParse(item.Record.TraceParent, null, isRemote: true, out var parent))
            return null;
        var activity = X402Telemetry.ActivitySource.StartActivity(step, ActivityKind.Internal, parent, startTime: from);
        return activity?.SetTag(PaymentTags.PaymentId, item.Call.Id.ToString()).SetTag(PaymentTags.Payer, item.Record.Payer).SetTag(PaymentTags.Transaction, hash);
    }
}
