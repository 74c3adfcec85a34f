using System.Diagnostics;

namespace X402.Diagnostics;

/// <summary>
/// Lets a process die at a chosen place as <c>kill -9</c> would, without any clean-up. Tests start a service with <c>X402_KILL_POINT</c> set to
/// the name of a place; without the variable nothing ever happens.
/// </summary>
internal static class KillPoints
{
    private static readonly string? s_chosen = Environment.GetEnvironmentVariable("X402_KILL_POINT");

    /// <summary>Ends the process if this is the chosen place.</summary>
    public static void Pass(string point)
    {
        if (s_chosen is null || s_chosen != point)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // it takes a moment until the signal arrives, in which nothing more may happen
        new ManualResetEvent(false).WaitOne();
    }
}
