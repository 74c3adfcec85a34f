using System.Globalization;
using System.Numerics;

namespace X402.Services.Payments.History;

/// <summary>What an operator wants to know at a glance about a span of time.</summary>
public sealed class PaymentStatistics
{
    private const string NoEndpoint = "other";

    /// <summary>Looks at the payments of a span of time.</summary>
    /// <param name="groups">The payments.</param>
    /// <param name="timings">How long they took.</param>
    /// <param name="range">The span of time.</param>
    /// <param name="begin">When it began.</param>
    public PaymentStatistics(IReadOnlyList<PaymentGroup> groups, IReadOnlyList<PaymentTiming> timings, StatisticsRange range, DateTimeOffset begin)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(range);
        (Range, Begin) = (range, begin);
        var paid = groups.Where(static group => group.Outcome == PaymentOutcome.Paid).ToList();
        Spread = groups.GroupBy(static group => group.Outcome).ToDictionary(static same => same.Key, same => (IReadOnlyList<int>)Counts(same));
        ByOutcome = Spread.ToDictionary(static outcome => outcome.Key, static outcome => outcome.Value.Sum());
        Revenue = [.. Tokens(paid)];
        Endpoints = [.. paid.GroupBy(static group => group.Endpoint ?? NoEndpoint)
            .Select(same => new EndpointSales(same.Key, same.Sum(static group => group.Count), Sum(same), string.Join(" + ", Tokens(same).Select(static token => token.Money(token.Total))), Counts(same)))
            .OrderByDescending(static endpoint => endpoint.Amount)];
        Reasons = [.. groups.Where(static group => group.Outcome is PaymentOutcome.Refused or PaymentOutcome.Failed or PaymentOutcome.Unknown && group.Reason is not null)
            .GroupBy(static group => group.Reason ?? "unexplained").Select(static same => KeyValuePair.Create(same.Key, same.Sum(static group => group.Count)))
            .OrderByDescending(static reason => reason.Value).Take(8)];
        Timings = new PaymentTimings(timings, range.Parts);
        GasPerPayment = Gas(paid);
        var gas = paid.ToLookup(Part);
        GasOverTime = [.. Enumerable.Range(0, range.Parts).Select(part => Gas(gas[part]))];
    }

    /// <summary>The span of time.</summary>
    public StatisticsRange Range { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Begin { get; }

    /// <summary>Payments by outcome.</summary>
    public IReadOnlyDictionary<PaymentOutcome, int> ByOutcome { get; }

    /// <summary>The same in each part of the time.</summary>
    public IReadOnlyDictionary<PaymentOutcome, IReadOnlyList<int>> Spread { get; }

    /// <summary>What came in, by token.</summary>
    public IReadOnlyList<TokenRevenue> Revenue { get; }

    /// <summary>Who earned it, the best first.</summary>
    public IReadOnlyList<EndpointSales> Endpoints { get; }

    /// <summary>Why payments were not made, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Reasons { get; }

    /// <summary>How long payments took.</summary>
    public PaymentTimings Timings { get; }

    /// <summary>Mean gas of a settled payment.</summary>
    public long? GasPerPayment { get; }

    /// <summary>The same in each part of the time; null where nothing was settled.</summary>
    public IReadOnlyList<long?> GasOverTime { get; }

    /// <summary>How many payments have this outcome.</summary>
    public int this[PaymentOutcome outcome] => ByOutcome.GetValueOrDefault(outcome);

    private int Part(PaymentGroup group) => Math.Clamp(group.Part, 0, Range.Parts - 1);

    private int[] Counts(IEnumerable<PaymentGroup> groups)
    {
        var counts = new int[Range.Parts];
        foreach (var group in groups)
            counts[Part(group)] += group.Count;
        return counts;
    }

    private IEnumerable<TokenRevenue> Tokens(IEnumerable<PaymentGroup> groups) =>
        groups.GroupBy(static group => (group.Network, group.Asset)).Select(same => new TokenRevenue(
            same.Key.Network, same.Key.Asset, Sum(same),
            same.GroupBy(static group => group.Endpoint ?? NoEndpoint).ToDictionary(static endpoint => endpoint.Key, endpoint => (IReadOnlyList<BigInteger>)Amounts(endpoint))));

    private BigInteger[] Amounts(IEnumerable<PaymentGroup> groups)
    {
        var amounts = new BigInteger[Range.Parts];
        foreach (var group in groups)
            amounts[Part(group)] += Sum(group);
        return amounts;
    }

    private static BigInteger Sum(IEnumerable<PaymentGroup> groups)
    {
        var sum = BigInteger.Zero;
        foreach (var group in groups)
            sum += Sum(group);
        return sum;
    }

    private static BigInteger Sum(PaymentGroup group) =>
        BigInteger.TryParse(group.Amount, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? amount * group.Count : BigInteger.Zero;

    private static long? Gas(IEnumerable<PaymentGroup> groups)
    {
        var (gas, count) = (0L, 0);
        foreach (var group in groups)
            (gas, count) = (gas + group.Gas, count + group.WithGas);
        return count == 0 ? null : gas / count;
    }
}
