using System.Diagnostics;
using System.Globalization;

namespace X402.Diagnostics;

/// <summary>
/// Lets a process die at a chosen place as <c>kill -9</c> would, without any clean-up. Tests start a service with <c>X402_KILL_POINT</c> set to
/// the name of a place, or to <c>name:3</c> for the third time it is passed; without the variable nothing ever happens.
/// </summary>
internal static class KillPoints
{
    private static readonly string? s_chosen;
    private static int s_left = 1;

    static KillPoints()
    {
        if (Environment.GetEnvironmentVariable("X402_KILL_POINT") is not { } chosen)
            return;
        var colon = chosen.IndexOf(':', StringComparison.Ordinal);
        s_chosen = colon < 0 ? chosen : chosen[..colon];
        if (colon >= 0 && int.TryParse(chosen.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var times))
            s_left = times;
    }

    /// <summary>Ends the process if this is the chosen place.</summary>
    public static void Pass(string point)
    {
        if (s_chosen is null || s_chosen != point || Interlocked.Decrement(ref s_left) > 0)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // it takes a moment until the signal arrives, in which nothing more may happen
        new ManualResetEvent(false).WaitOne();
    }
}
