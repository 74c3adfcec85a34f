namespace Benchmarks.Macro.Load;

/// <summary>Everything that was answered while a <see cref="LoadPlan"/> was carried out.</summary>
/// <param name="Started">When it began, as a timestamp of the stopwatch.</param>
/// <param name="Ended">When the last answer had come.</param>
/// <param name="Answers">The good answers: when each came and how long it had taken.</param>
/// <param name="Failed">How many were no good.</param>
/// <param name="FirstFailure">The first of those.</param>
internal sealed record LoadRun(long Started, long Ended, IReadOnlyList<(long At, double Milliseconds)> Answers, int Failed, string? FirstFailure)
{
    /// <summary>From the first request to the last answer.</summary>
    public LoadResult Whole => Between(Started, Ended);

    /// <summary>What was answered in a part of the time.</summary>
    public LoadResult Between(long from, long to)
    {
        double[] latencies = [.. Answers.Where(answer => answer.At >= from && answer.At <= to).Select(static answer => answer.Milliseconds)];
        Array.Sort(latencies);
        return new(latencies.Length, Failed, System.Diagnostics.Stopwatch.GetElapsedTime(from, to), latencies, FirstFailure);
    }
}
