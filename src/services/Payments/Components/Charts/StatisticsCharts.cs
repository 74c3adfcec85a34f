using System.Globalization;
using System.Numerics;
using X402.Services.Payments.Components.Parts;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Components.Charts;

/// <summary>Statistics as series of charts.</summary>
public static class StatisticsCharts
{
    // the best sellers have colours of their own, the rest share one
    private const int Colours = 5;

    private static readonly PaymentOutcome[] s_outcomes = [PaymentOutcome.Paid, PaymentOutcome.Pending, PaymentOutcome.Refused, PaymentOutcome.Failed, PaymentOutcome.Unknown];

    /// <summary>The colour of the endpoint at this place of the statistics.</summary>
    public static string Colour(int place) => $"--s{Math.Min(place, Colours)}";

    /// <summary>What came in of one token, by endpoint.</summary>
    public static IReadOnlyList<ChartSeries> Revenue(PaymentStatistics seen, TokenRevenue token, ReaderTime time)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(token);
        var series = seen.Endpoints.Take(Colours).Where(endpoint => token.ByEndpoint.ContainsKey(endpoint.Endpoint))
            .Select((endpoint, place) => Of(endpoint.Endpoint, Colour(place), part => token.ByEndpoint[endpoint.Endpoint][part])).ToList();
        var rest = seen.Endpoints.Skip(Colours).Select(endpoint => token.ByEndpoint.GetValueOrDefault(endpoint.Endpoint)).OfType<IReadOnlyList<BigInteger>>().ToList();
        if (rest.Count > 0)
            series.Add(Of("all others", Colour(Colours), part => rest.Aggregate(BigInteger.Zero, (sum, amounts) => sum + amounts[part])));
        return series;

        ChartSeries Of(string name, string colour, Func<int, BigInteger> amount) =>
            new(name, colour, Points(seen, time, part => (token.Height(amount(part)), token.Money(amount(part)))));
    }

    /// <summary>How much one endpoint has sold.</summary>
    public static IReadOnlyList<ChartSeries> Sales(PaymentStatistics seen, EndpointSales sales, ReaderTime time)
    {
        ArgumentNullException.ThrowIfNull(sales);
        return [new("Payments", Colour(0), Counts(seen, time, sales.Spread))];
    }

    /// <summary>What became of payments.</summary>
    public static IReadOnlyList<ChartSeries> Outcomes(PaymentStatistics seen, ReaderTime time)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return [.. s_outcomes.Where(seen.Spread.ContainsKey).Select(outcome => new ChartSeries(outcome.ToString(), $"--{outcome.ToString().ToLowerInvariant()}-fill", Counts(seen, time, seen.Spread[outcome])))];
    }

    /// <summary>How long payments took.</summary>
    public static IReadOnlyList<ChartSeries> Latency(PaymentStatistics seen, ReaderTime time)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return
        [
            new("95 %", "--s1", Points(seen, time, part => Took(seen.Timings.OverTime[part]?.P95))),
            new("Median", "--s0", Points(seen, time, part => Took(seen.Timings.OverTime[part]?.Median))),
        ];

        static (double?, string) Took(TimeSpan? duration) => (duration?.TotalMilliseconds, duration is { } took ? TimeText.Of(took) : "–");
    }

    /// <summary>What a payment costs.</summary>
    public static IReadOnlyList<ChartSeries> Gas(PaymentStatistics seen, ReaderTime time)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return [new("Gas per payment", "--s2", Points(seen, time, part => (seen.GasOverTime[part], seen.GasOverTime[part]?.ToString("N0", CultureInfo.InvariantCulture) ?? "–")))];
    }

    private static ChartPoint[] Counts(PaymentStatistics seen, ReaderTime time, IReadOnlyList<int> counts) =>
        Points(seen, time, part => (counts[part], counts[part].ToString("N0", CultureInfo.InvariantCulture)));

    private static ChartPoint[] Points(PaymentStatistics seen, ReaderTime time, Func<int, (double? Height, string Text)> value)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(time);
        var points = new ChartPoint[seen.Range.Parts];
        for (var part = 0; part < points.Length; part++)
        {
            var (height, text) = value(part);
            points[part] = new(time.Local(seen.Begin + (part * seen.Range.Part)), height, text);
        }

        return points;
    }
}
