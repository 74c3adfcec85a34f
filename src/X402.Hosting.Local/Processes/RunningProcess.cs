using System.Diagnostics;

namespace X402.Hosting.Local.Processes;

/// <summary>A process that we have started, and everything it has started itself.</summary>
internal sealed class RunningProcess
{
    // somebody else may hold the pipe (a daemon that the process left behind): its lines are not waited for
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly ProcessGuard _guard;

    public RunningProcess(Process process, ProcessGuard guard, Action<string, bool> line)
    {
        _process = process;
        _guard = guard;
        Id = process.Id;
        process.StandardInput.Close();
        var output = ReadAsync(process.StandardOutput, text => line(text, false));
        var error = ReadAsync(process.StandardError, text => line(text, true));
        Exited = ExitAsync(output, error);
    }

    public int Id { get; }

    /// <summary>Whether the process itself has ended.</summary>
    public bool HasExited => Exited.IsCompleted;

    /// <summary>Whether it was us who ended it.</summary>
    public bool StopRequested { get; private set; }

    /// <summary>The exit code, once the process has ended and its last lines have been read.</summary>
    public Task<int> Exited { get; }

    /// <summary>Asks the process and everything it has started to end; what has not ended after the grace is killed.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (HasExited)
            return;

        StopRequested = true;
        Ask();
        if (await Task.WhenAny(Exited, Task.Delay(grace)).ConfigureAwait(false) != Exited)
            KillAll();
        await Exited.ConfigureAwait(false);
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
                line(text);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // the pipe is broken: there is nothing more to read
        }
    }

    private async Task<int> ExitAsync(Task output, Task error)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await EndRemainsAsync().ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(LastLines)).ConfigureAwait(false);
        var exitCode = _process.ExitCode;
        _guard.Remove(Id);
        _process.Dispose();
        return exitCode;
    }

    /// <summary>Ends what the process has started and left behind.</summary>
    private async Task EndRemainsAsync()
    {
        if (OperatingSystem.IsWindows() || !UnixProcessGroup.IsAlive(Id))
            return;

        UnixProcessGroup.Signal(Id, UnixProcessGroup.Terminate);
        var began = Stopwatch.GetTimestamp();
        while (UnixProcessGroup.IsAlive(Id) && Stopwatch.GetElapsedTime(began) < EngineOptions.StopGrace)
            await Task.Delay(Poll).ConfigureAwait(false);
        UnixProcessGroup.Signal(Id, UnixProcessGroup.Kill);
    }

    private void Ask()
    {
        if (OperatingSystem.IsWindows())
            WindowsJob.AskToEnd(Id);
        else
            UnixProcessGroup.Signal(Id, UnixProcessGroup.Terminate);
    }

    private void KillAll()
    {
        if (!OperatingSystem.IsWindows())
            UnixProcessGroup.Signal(Id, UnixProcessGroup.Kill);
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended in between
        }
    }
}
