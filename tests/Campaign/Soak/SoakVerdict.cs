using System.Globalization;

namespace X402.Campaign.Soak;

/// <summary>
/// Whether anything grows: the slope of a straight line through the samples (least squares) after a third of the time, in which caches and
/// pools fill, against a bound.
/// </summary>
internal sealed class SoakVerdict
{
    private const double Megabyte = 1024 * 1024;

    // per minute; a leak of 1 KB per purchase is seen from some 250 purchases per minute on
    private const double HeapBound = 0.25, ResidentBound = 1.5, CountBound = 1;

    // Redis keeps every payment for as long as its retention says: it may grow with purchases, by so many KB and keys each
    private const double RedisBound = 16, KeysBound = 6;

    private readonly List<(string What, double Slope, string Unit, double Bound)> _lines = [];

    public SoakVerdict(IReadOnlyList<SoakSample> samples)
    {
        var steady = samples.Where(sample => sample.At >= samples[^1].At / 3).ToArray();
        foreach (var (name, pick) in new (string, Func<SoakSample, ServiceNote>)[] { ("facilitator", static s => s.Facilitator), ("resource server", static s => s.Shop) })
        {
            Add($"{name}, managed heap", steady, s => pick(s).Heap / Megabyte, "MB/min", HeapBound);
            Add($"{name}, resident", steady, s => pick(s).Resident / Megabyte, "MB/min", ResidentBound);
            Add($"{name}, threads", steady, s => pick(s).Threads, "per min", CountBound);
            Add($"{name}, handles", steady, s => pick(s).Handles, "per min", CountBound);
        }
        var purchases = Math.Max(1, steady.Skip(1).Sum(static s => s.Purchases));
        _lines.Add(("Redis", (steady[^1].RedisBytes - steady[0].RedisBytes) / 1024.0 / purchases, "KB per purchase", RedisBound));
        _lines.Add(("Redis", (double)(steady[^1].RedisKeys - steady[0].RedisKeys) / purchases, "keys per purchase", KeysBound));
    }

    public bool IsFlat => _lines.TrueForAll(static line => line.Slope <= line.Bound);

    public IEnumerable<string> Rows => _lines.Select(static line => string.Create(CultureInfo.InvariantCulture,
        $"| {line.What} | {line.Slope:0.00} {line.Unit} | {line.Bound:0.##} | {(line.Slope <= line.Bound ? "holds" : "**grows**")} |"));

    private void Add(string what, SoakSample[] samples, Func<SoakSample, double> value, string unit, double bound) => _lines.Add((what, Slope(samples, value), unit, bound));

    private static double Slope(SoakSample[] samples, Func<SoakSample, double> value)
    {
        var (x, y) = (samples.Average(static s => s.At.TotalMinutes), samples.Average(value));
        var spread = samples.Sum(s => Math.Pow(s.At.TotalMinutes - x, 2));
        return spread == 0 ? 0 : samples.Sum(s => (s.At.TotalMinutes - x) * (value(s) - y)) / spread;
    }
}
