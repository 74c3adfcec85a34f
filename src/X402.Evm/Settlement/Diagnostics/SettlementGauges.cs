using System.Diagnostics.Metrics;
using System.Numerics;
using X402.Diagnostics;

namespace X402.Evm.Settlement;

/// <summary>What an operator watches: relayers' money, transactions and settlements that wait. Addresses of relayers are few, so they may be labels.</summary>
internal sealed class SettlementGauges : IDisposable
{
    private readonly Meter _meter = new(X402Telemetry.Name);

    public SettlementGauges(EvmSettlementEngine engine, TimeProvider time)
    {
        _meter.CreateObservableGauge(PaymentMetrics.RelayerBalance, () => Balances(engine), "wei", "What the relayers leased here have for gas.");
        _meter.CreateObservableGauge(PaymentMetrics.RelayerPending, () => Each(engine, static network => network.Watcher.Count), "{transaction}", "Transactions that are not final.");
        _meter.CreateObservableGauge(PaymentMetrics.RelayerNonceGap, () => NonceGaps(engine), "{transaction}", "Nonces given out here that the chain has not seen used.");
        _meter.CreateObservableGauge(PaymentMetrics.SettlementsWaiting, () => Each(engine, static network => network.Waiting), "{settlement}", "Settlements that wait for a relayer.");
        _meter.CreateObservableGauge(
            PaymentMetrics.SettlementPendingAge,
            () => Each(engine, network => network.Watcher.OldestPending is { } oldest ? (time.GetUtcNow() - oldest).TotalSeconds : 0),
            "s",
            "Age of the oldest transaction that is in no block.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Balances(EvmSettlementEngine engine) =>
        from network in engine.Networks
        from relayer in network.Relayers
        let balance = relayer.Funds.Balance
        where balance.HasValue
        select new Measurement<double>(
            (double)(BigInteger)balance.Value,
            new KeyValuePair<string, object?>(PaymentTags.Network, network.Name),
            new KeyValuePair<string, object?>(PaymentTags.Relayer, relayer.Address.ToString()));

    private static IEnumerable<Measurement<long>> NonceGaps(EvmSettlementEngine engine) =>
        from network in engine.Networks
        from relayer in network.Relayers
        let used = relayer.Funds.NextNonce
        where used.HasValue
        select new Measurement<long>(
            (long)(Math.Max(relayer.NextNonce, used.Value) - used.Value),
            new KeyValuePair<string, object?>(PaymentTags.Network, network.Name),
            new KeyValuePair<string, object?>(PaymentTags.Relayer, relayer.Address.ToString()));

    private static IEnumerable<Measurement<T>> Each<T>(EvmSettlementEngine engine, Func<SettlementNetwork, T> measure) where T : struct =>
        engine.Networks.Select(network => new Measurement<T>(measure(network), new KeyValuePair<string, object?>(PaymentTags.Network, network.Name)));
}
