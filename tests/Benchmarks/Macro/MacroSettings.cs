using X402.TestSupport.Stack;

namespace Benchmarks.Macro;

/// <summary>How long and how often is measured, and who.</summary>
/// <param name="Quick">A few seconds altogether, to see that everything works; the numbers are worth little.</param>
/// <param name="OursOnly">Neither floors nor rivals, one long run: for a profiler that is attached meanwhile.</param>
internal sealed record MacroSettings(bool Quick, bool OursOnly)
{
    public int Runs => Quick || OursOnly ? 1 : 3;

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 1 : 8);

    public TimeSpan Duration => TimeSpan.FromSeconds(Quick ? 2 : OursOnly ? 15 : 5);

    /// <summary>Where answers come in bursts, a block's at a time.</summary>
    public TimeSpan DurationWithBlocks => TimeSpan.FromSeconds(Quick ? 4 : OursOnly ? 15 : 10);

    public bool WithOthers => !OursOnly;

    /// <summary>The ways in which our services were compiled, as far as they are there.</summary>
    public IReadOnlyList<(bool Native, string Name)> Builds { get; } = (HasNative, OursOnly) switch
    {
        (true, true) => [(true, "native")],
        (true, false) => [(false, "JIT"), (true, "native")],
        _ => [(false, "JIT")],
    };

    private static bool HasNative
    {
        get
        {
            try
            {
                return ServiceProcess.ProgramOf("Facilitator", native: true).Length > 0 && ServiceProcess.ProgramOf("ResourceServer", native: true).Length > 0;
            }
            catch (InvalidOperationException exception)
            {
                Console.Error.WriteLine($"Native programs are left out: {exception.Message}");
                return false;
            }
        }
    }
}
