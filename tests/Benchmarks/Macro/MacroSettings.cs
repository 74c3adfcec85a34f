namespace Benchmarks.Macro;

/// <summary>How long and how often is measured.</summary>
/// <param name="Quick">A few seconds altogether, to see that everything works; the numbers are worth little.</param>
/// <param name="WithReference">Whether the reference packages from npm run beside.</param>
/// <param name="OursOnly">Neither floors nor rivals, one long run: for a profiler that is attached meanwhile.</param>
internal sealed record MacroSettings(bool Quick, bool WithReference, bool OursOnly)
{
    public int Runs => Quick || OursOnly ? 1 : 5;

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 1 : 4);

    public TimeSpan Duration => TimeSpan.FromSeconds(OursOnly ? 15 : Quick ? 2 : 6);
}
