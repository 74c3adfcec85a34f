namespace Benchmarks.Macro.Load;

/// <summary>Runs a load and reads the clocks of all parts before and after.</summary>
internal static class Meter
{
    /// <summary>Warms up, measures several times, and takes the run in the middle.</summary>
    public static async Task<Measurement> MeasureAsync(MacroSettings settings, LoadPlan plan, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        await LoadGenerator.RunAsync(plan with { Duration = settings.WarmUp }, cancellationToken);
        var runs = new List<Measurement>();
        for (var i = 0; i < settings.Runs; i++)
            runs.Add(await MeasureOnceAsync(plan with { Duration = settings.Duration }, parts, cancellationToken));
        return MedianOf(runs);
    }

    public static Task<Measurement> MeasureOnceAsync(LoadPlan plan, IReadOnlyList<Part> parts, CancellationToken cancellationToken) =>
        MeasureOnceAsync(() => LoadGenerator.RunAsync(plan, cancellationToken), parts);

    public static async Task<Measurement> MeasureOnceAsync(Func<Task<LoadResult>> run, IReadOnlyList<Part> parts)
    {
        var before = CpuOf(parts);
        var load = await run();
        var after = CpuOf(parts);
        var names = parts.Select(static part => part.Name).Distinct();
        return new(load, [.. names.Select(name => (name, (after[name] - before[name]) * 1e6 / Math.Max(1, load.Succeeded)))]);
    }

    /// <summary>The run in the middle of several, by requests per second.</summary>
    public static Measurement MedianOf(IEnumerable<Measurement> runs)
    {
        var sorted = runs.OrderBy(static run => run.Load.PerSecond).ToArray();
        return sorted[sorted.Length / 2];
    }

    private static Dictionary<string, double> CpuOf(IReadOnlyList<Part> parts)
    {
        var seconds = new Dictionary<string, double>();
        foreach (var (name, id) in parts)
            seconds[name] = seconds.GetValueOrDefault(name) + ProcessClock.CpuSeconds(id);
        return seconds;
    }
}
