namespace Benchmarks.Macro.Load;

/// <summary>What came of a <see cref="LoadPlan"/>.</summary>
internal sealed record LoadResult(int Succeeded, int Failed, TimeSpan Elapsed, double[] SortedMilliseconds, string? FirstFailure)
{
    public double PerSecond => Succeeded / Elapsed.TotalSeconds;

    public double Percentile(double share) => SortedMilliseconds.Length == 0 ? double.NaN : SortedMilliseconds[(int)Math.Min(SortedMilliseconds.Length - 1, SortedMilliseconds.Length * share)];
}
