using System.Diagnostics;
using System.Globalization;

/// <summary>
/// What the runtime calls in a service that is started with <c>DOTNET_STARTUP_HOOKS</c> (the name and the missing namespace are its rule): the
/// service, which knows nothing of it, then writes down its live memory now and then.
/// </summary>
internal static class StartupHook
{
    /// <summary>The folder of the notes, one per process id.</summary>
    public const string Folder = "X402_SOAK_FOLDER";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Folder) is { } folder)
            new Thread(() => Write(folder)) { IsBackground = true, Name = "soak" }.Start();
    }

    private static void Write(string folder)
    {
        var note = Path.Combine(folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        using var self = Process.GetCurrentProcess();
        while (true)
        {
            // what is left after a full collection is what is held
            var live = GC.GetTotalMemory(forceFullCollection: true);
            self.Refresh();
            File.WriteAllText($"{note}.new", string.Create(CultureInfo.InvariantCulture, $"{live} {self.Threads.Count} {self.HandleCount}"));
            File.Move($"{note}.new", note, overwrite: true);
            Thread.Sleep(s_pause);
        }
    }
}
