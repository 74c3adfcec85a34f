using System.Diagnostics;
using System.Globalization;

namespace X402.Hosting.Local.Processes;

/// <summary>Ends our processes when this one is killed and cannot do so itself.</summary>
/// <remarks>
/// On Unix a small shell script holds the other end of a pipe, whose end is our end; on Windows a job object does it.
/// PR_SET_PDEATHSIG would not do: it fires when the thread that forked ends, and threads of a pool end.
/// </remarks>
internal sealed class ProcessGuard : IDisposable
{
    private readonly Lock _lock = new();
    private Process? _script;
    private WindowsJob? _job;

    /// <summary>Ends this process, and all of its group, with us.</summary>
    public void Add(Process process)
    {
        lock (_lock)
        {
            if (OperatingSystem.IsWindows())
                (_job ??= new WindowsJob()).Add(process);
            else
                Tell("+", process.Id);
        }
    }

    /// <summary>The process has ended, and all of its group.</summary>
    public void Remove(int processId)
    {
        lock (_lock)
        {
            if (!OperatingSystem.IsWindows())
                Tell("-", processId);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _job?.Dispose();
            if (_script is null)
                return;

            _script.StandardInput.Close();
            _script.Dispose();
            _script = null;
        }
    }

    private void Tell(string operation, int group)
    {
        try
        {
            _script ??= Start();
            _script.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{operation} {group}"));
            _script.StandardInput.Flush();
        }
        catch (IOException)
        {
            // somebody ended the script: we go on without it, and still stop everything when we are asked to
        }
    }

    private static Process Start()
    {
        using var source = typeof(ProcessGuard).Assembly.GetManifestResourceStream("guard.sh")!;
        using var reader = new StreamReader(source);
        // a session of its own: Ctrl+C in the terminal is not for it
        var command = UnixProcessGroup.Prefix(["/bin/sh", "-c", reader.ReadToEnd()]);
        return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            // or it would hold our output open after we have gone
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
