using System.Diagnostics;
using System.Diagnostics.Metrics;
using X402.Diagnostics;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Settlement;

/// <summary>Spans of steps 9 and 10 and the engine's instruments. A transaction may carry many payments; each gets its part in its own trace.</summary>
internal static class SettlementTelemetry
{
    private static readonly Histogram<long> s_gas = X402Telemetry.Meter.CreateHistogram<long>(PaymentMetrics.GasUsed, "{gas}", "Gas per settlement.");
    private static readonly Histogram<int> s_batch = X402Telemetry.Meter.CreateHistogram<int>(PaymentMetrics.BatchSize, "{settlement}", "Settlements per transaction.");
    private static readonly Counter<double> s_amount = X402Telemetry.Meter.CreateCounter<double>(PaymentMetrics.AmountSettled, "{unit}", "Settled amount in atomic units; a measurement, never accounting.");

    public static void Submitted(IReadOnlyList<SettlementItem> items, string hash, EvmAddress relayer, DateTimeOffset from, DateTimeOffset to)
    {
        s_batch.Record(items.Count);
        if (!X402Telemetry.ActivitySource.HasListeners())
            return;
        var sender = relayer.ToString();
        ActivityLink[] links = items.Count > 1 && Batch(items, hash, sender, from, to) is { } batch ? [new(batch)] : [];
        foreach (var item in items)
        {
            using var activity = Start(PaymentSteps.Submit, item, hash, from, links);
            activity?.SetTag(PaymentTags.Relayer, sender).SetTag(PaymentTags.BatchSize, items.Count).SetEndTime(to.UtcDateTime);
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

    // what payments have in common belongs to none of their traces: it has its own, and the links lead to and fro
    private static ActivityContext? Batch(IReadOnlyList<SettlementItem> items, string hash, string relayer, DateTimeOffset from, DateTimeOffset to)
    {
        var links = new List<ActivityLink>(items.Count);
        foreach (var item in items)
        {
            if (ActivityContext.TryParse(item.Record.TraceParent, null, isRemote: true, out var payment))
                links.Add(new(payment));
        }
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Batch, ActivityKind.Internal, parentContext: default, links: links, startTime: from);
            activity?.SetTag(PaymentTags.Network, items[0].Call.Id.Network).SetTag(PaymentTags.Transaction, hash)
                .SetTag(PaymentTags.Relayer, relayer).SetTag(PaymentTags.BatchSize, items.Count).SetEndTime(to.UtcDateTime);
            return activity?.Context;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static Activity? Start(string step, SettlementItem item, string hash, DateTimeOffset from, ActivityLink[]? links = null)
    {
        if (!ActivityContext.TryParse(item.Record.TraceParent, null, isRemote: true, out var parent))
            return null;
        var activity = X402Telemetry.ActivitySource.StartActivity(step, ActivityKind.Internal, parent, links: links, startTime: from);
        return activity?.SetTag(PaymentTags.PaymentId, item.Call.Id.ToString()).SetTag(PaymentTags.Payer, item.Record.Payer).SetTag(PaymentTags.Transaction, hash);
    }
}
