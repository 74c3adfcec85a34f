using System.Runtime.InteropServices;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Local.Processes;

/// <summary>Process groups: a process and everything it starts, which get signals together.</summary>
internal static partial class UnixProcessGroup
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private const int NoSuchProcess = 3;
    private const int Exists = 0;

    private static readonly string? SetSid = ExecutableFinder.Find("setsid");
    private static readonly string? Perl = SetSid is null ? ExecutableFinder.Find("perl") : null;

    /// <summary>Whether processes get groups of their own here.</summary>
    public static bool IsSupported => SetSid is not null || Perl is not null;

    /// <summary>The command, preceded by what gives it a group of its own; it keeps the process id.</summary>
    /// <remarks>.NET cannot do this between fork and exec; Linux has setsid, macOS has perl.</remarks>
    public static IReadOnlyList<string> Prefix(IReadOnlyList<string> command) =>
        SetSid is not null ? [SetSid, .. command]
        : Perl is not null ? [Perl, "-e", "setpgrp(0, 0); exec { $ARGV[0] } @ARGV or exit 127", .. command]
        : command;

    /// <summary>Sends a signal to the group; to the process alone where there are no groups.</summary>
    public static void Signal(int processId, int signal) => _ = SendSignal(IsSupported ? -processId : processId, signal);

    /// <summary>Sends a signal to one process.</summary>
    public static void SignalOne(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>Whether anything of the group is left.</summary>
    public static bool IsAlive(int processId) =>
        IsSupported && (SendSignal(-processId, Exists) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
