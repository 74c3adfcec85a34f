using System.Globalization;
using System.Numerics;

namespace X402.Services.Payments.History;

/// <summary>What an operator wants to know at a glance about a span of time.</summary>
public sealed class PaymentStatistics
{
    /// <summary>In how many parts the time is cut.</summary>
    public const int Buckets = 30;

    /// <summary>Looks at the payments of a span of time that ends now.</summary>
    public PaymentStatistics(IEnumerable<Payment> facts, DateTimeOffset now, TimeSpan range)
    {
        ArgumentNullException.ThrowIfNull(facts);
        Until = now;
        Range = range;
        var all = facts.ToList();
        var paid = all.Where(static fact => fact.Outcome == PaymentOutcome.Paid).ToList();
        ByOutcome = all.CountBy(static fact => fact.Outcome).ToDictionary();
        Revenue = [.. paid.GroupBy(static fact => (fact.Network, fact.Asset))
            .Select(static group => MoneyText.Of(Sum(group).ToString(CultureInfo.InvariantCulture), group.Key.Network, group.Key.Asset))];
        Endpoints = [.. paid.GroupBy(static fact => fact.Endpoint ?? "other")
            .Select(group => new EndpointSales(group.Key, group.Count(), Sum(group), Money(group), Spread(group, now, range)))
            .OrderByDescending(static endpoint => endpoint.Amount)];
        Reasons = [.. all.Where(static fact => fact.Reason is not null && fact.Outcome is PaymentOutcome.Refused or PaymentOutcome.Failed or PaymentOutcome.Unknown)
            .CountBy(static fact => fact.Reason ?? "unexplained").OrderByDescending(static reason => reason.Value).Take(8)];
        Verify = Percentiles.Of(all.Where(static fact => fact.Verify is not null).Select(static fact => fact.Verify!.Value));
        Settle = Percentiles.Of(all.Where(static fact => fact.Settle is not null).Select(static fact => fact.Settle!.Value));
        Total = Percentiles.Of(paid.Select(static fact => fact.Duration));
        var gas = paid.Where(static fact => fact.Gas is not null).Select(static fact => fact.Gas!.Value).ToList();
        GasPerPayment = gas.Count == 0 ? null : gas.Sum() / gas.Count;
    }

    /// <summary>When the span of time ends.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>How long it is.</summary>
    public TimeSpan Range { get; }

    /// <summary>Payments by outcome.</summary>
    public IReadOnlyDictionary<PaymentOutcome, int> ByOutcome { get; }

    /// <summary>What came in, one text per token.</summary>
    public IReadOnlyList<string> Revenue { get; }

    /// <summary>Who earned it, the best first.</summary>
    public IReadOnlyList<EndpointSales> Endpoints { get; }

    /// <summary>Why payments were not made, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Reasons { get; }

    /// <summary>Step 5.</summary>
    public Percentiles? Verify { get; }

    /// <summary>Step 8.</summary>
    public Percentiles? Settle { get; }

    /// <summary>From the first request to the delivery.</summary>
    public Percentiles? Total { get; }

    /// <summary>Mean gas of a settled payment.</summary>
    public long? GasPerPayment { get; }

    /// <summary>How many payments have this outcome.</summary>
    public int this[PaymentOutcome outcome] => ByOutcome.GetValueOrDefault(outcome);

    private static BigInteger Sum(IEnumerable<Payment> facts)
    {
        var sum = BigInteger.Zero;
        foreach (var fact in facts)
        {
            if (BigInteger.TryParse(fact.Amount, NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
                sum += amount;
        }

        return sum;
    }

    private static string Money(IEnumerable<Payment> facts) =>
        string.Join(" + ", facts.GroupBy(static fact => (fact.Network, fact.Asset))
            .Select(static group => MoneyText.Of(Sum(group).ToString(CultureInfo.InvariantCulture), group.Key.Network, group.Key.Asset)));

    private static List<int> Spread(IEnumerable<Payment> facts, DateTimeOffset now, TimeSpan range)
    {
        var counts = new int[Buckets];
        foreach (var fact in facts)
        {
            var index = (int)((fact.Started - (now - range)).Ticks * Buckets / range.Ticks);
            counts[Math.Clamp(index, 0, Buckets - 1)]++;
        }

        return [.. counts];
    }
}
