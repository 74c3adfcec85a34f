using System.Globalization;
using System.Numerics;

namespace X402.Services.Payments.History;

/// <summary>What an operator wants to know at a glance about a span of time.</summary>
public sealed class PaymentStatistics
{
    /// <summary>In how many parts the time is cut.</summary>
    public const int Buckets = 30;

    /// <summary>Looks at the payments of a span of time.</summary>
    /// <param name="groups">The payments.</param>
    /// <param name="timings">How long they took; null: nobody asked.</param>
    /// <param name="until">When the span of time ends.</param>
    /// <param name="range">How long it is.</param>
    public PaymentStatistics(IReadOnlyList<PaymentGroup> groups, PaymentTimings? timings, DateTimeOffset until, TimeSpan range)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Until = until;
        Range = range;
        var paid = groups.Where(static group => group.Outcome == PaymentOutcome.Paid).ToList();
        ByOutcome = groups.GroupBy(static group => group.Outcome).ToDictionary(static same => same.Key, static same => same.Sum(static group => group.Count));
        Revenue = [.. Money(paid)];
        Endpoints = [.. paid.GroupBy(static group => group.Endpoint ?? "other")
            .Select(static same => new EndpointSales(same.Key, same.Sum(static group => group.Count), Sum(same), string.Join(" + ", Money(same)), Spread(same)))
            .OrderByDescending(static endpoint => endpoint.Amount)];
        Reasons = [.. groups.Where(static group => group.Outcome is PaymentOutcome.Refused or PaymentOutcome.Failed or PaymentOutcome.Unknown && group.Reason is not null)
            .GroupBy(static group => group.Reason ?? "unexplained").Select(static same => KeyValuePair.Create(same.Key, same.Sum(static group => group.Count)))
            .OrderByDescending(static reason => reason.Value).Take(8)];
        Timings = timings;
        var withGas = paid.Sum(static group => group.WithGas);
        GasPerPayment = withGas == 0 ? null : paid.Sum(static group => group.Gas) / withGas;
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

    /// <summary>How long payments took; null: nobody asked.</summary>
    public PaymentTimings? Timings { get; }

    /// <summary>Mean gas of a settled payment.</summary>
    public long? GasPerPayment { get; }

    /// <summary>How many payments have this outcome.</summary>
    public int this[PaymentOutcome outcome] => ByOutcome.GetValueOrDefault(outcome);

    private static BigInteger Sum(IEnumerable<PaymentGroup> groups)
    {
        var sum = BigInteger.Zero;
        foreach (var group in groups)
        {
            if (BigInteger.TryParse(group.Amount, NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
                sum += amount * group.Count;
        }

        return sum;
    }

    private static IEnumerable<string> Money(IEnumerable<PaymentGroup> groups) =>
        groups.GroupBy(static group => (group.Network, group.Asset))
            .Select(static same => MoneyText.Of(Sum(same).ToString(CultureInfo.InvariantCulture), same.Key.Network, same.Key.Asset));

    private static int[] Spread(IEnumerable<PaymentGroup> groups)
    {
        var counts = new int[Buckets];
        foreach (var group in groups)
            counts[Math.Clamp(group.Bucket, 0, Buckets - 1)] += group.Count;
        return counts;
    }
}
