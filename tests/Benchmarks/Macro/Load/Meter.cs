using System.Diagnostics;

namespace Benchmarks.Macro.Load;

/// <summary>Runs a load and reads the clocks of all parts before and after.</summary>
internal static class Meter
{
    /// <inheritdoc cref="MeasureAsync(LoadPlan, TimeSpan, TimeSpan, int, IReadOnlyList{Part}, CancellationToken)"/>
    public static Task<Measurement> MeasureAsync(MacroSettings settings, LoadPlan plan, IReadOnlyList<Part> parts, CancellationToken cancellationToken) =>
        MeasureAsync(plan, settings.WarmUp, settings.Duration, settings.Runs, parts, cancellationToken);

    /// <summary>
    /// One load without a pause: first it warms up, then it is measured several times. The run in the middle counts. Beginning and end, where
    /// not all callers are at work, are in none of them.
    /// </summary>
    /// <exception cref="InvalidOperationException">The requests ran out before anything was measured.</exception>
    public static async Task<Measurement> MeasureAsync(LoadPlan plan, TimeSpan warmUp, TimeSpan duration, int runs, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        var load = LoadGenerator.RunAsync(plan with { Duration = warmUp + (duration * runs) }, cancellationToken);
        var readings = new List<(long At, Dictionary<string, double> Cpu)>();
        for (var i = 0; i <= runs && !load.IsCompleted; i++)
        {
            await Task.WhenAny(load, Task.Delay(i == 0 ? warmUp : duration, cancellationToken));
            // requests that ran out end the run in which they did
            if (!load.IsCompleted || i > 0)
                readings.Add((load.IsCompleted ? (await load).Ended : Stopwatch.GetTimestamp(), CpuOf(parts)));
        }
        var all = await load;
        if (readings.Count < 2)
            throw new InvalidOperationException($"All {plan.Requests.Count} requests were answered before anything was measured.{Environment.NewLine}{all.FirstFailure}");
        return MedianOf(readings.Zip(readings.Skip(1), (from, to) => Measured(all.Between(from.At, to.At), from.Cpu, to.Cpu, parts)));
    }

    /// <summary>Measures a load from its first request to its last answer.</summary>
    public static async Task<Measurement> MeasureOnceAsync(Func<Task<LoadResult>> run, IReadOnlyList<Part> parts)
    {
        var before = CpuOf(parts);
        var load = await run();
        return Measured(load, before, CpuOf(parts), parts);
    }

    /// <summary>The run in the middle of several, by requests per second.</summary>
    private static Measurement MedianOf(IEnumerable<Measurement> runs)
    {
        var sorted = runs.OrderBy(static run => run.Load.PerSecond).ToArray();
        return sorted[sorted.Length / 2];
    }

    private static Measurement Measured(LoadResult load, Dictionary<string, double> before, Dictionary<string, double> after, IReadOnlyList<Part> parts)
    {
        var names = parts.Select(static part => part.Name).Distinct();
        return new(load, [.. names.Select(name => (name, (after[name] - before[name]) * 1e6 / Math.Max(1, load.Succeeded)))]);
    }

    private static Dictionary<string, double> CpuOf(IReadOnlyList<Part> parts)
    {
        var seconds = new Dictionary<string, double>();
        foreach (var (name, id) in parts)
            seconds[name] = seconds.GetValueOrDefault(name) + ProcessClock.CpuSeconds(id);
        return seconds;
    }
}
