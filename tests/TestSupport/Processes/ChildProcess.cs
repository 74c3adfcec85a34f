using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace X402.TestSupport.Processes;

/// <summary>A program that lives no longer than this process, even when this process is killed.</summary>
/// <remarks>
/// On Unix a shell starts the program and holds the reading end of a pipe whose writing end we hold: when we are gone,
/// however we went, the pipe ends and the shell kills the program. (A parent-death signal would not do: it is bound to
/// the thread that forked, and .NET's threads come and go.) The program's id is written by the process that then becomes the program, so that
/// it comes before the program's own first line.
/// </remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    private const string Supervisor = """
        exec 3<&0
        /bin/sh -c 'echo "$$"; exec "$@"' sh "$@" </dev/null 3<&- &
        child=$!
        { cat >/dev/null; kill -KILL "$child"; } <&3 2>/dev/null &
        watcher=$!
        wait "$child"; code=$?
        kill -KILL "$watcher"
        exit "$code"
        """;

    private const int KeptLines = 200;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Action<string>? _lineWritten;
    private Task _reading = Task.CompletedTask;
    private bool _disposed;

    private ChildProcess(Process process, Action<string>? lineWritten) => (_process, _lineWritten) = (process, lineWritten);

    /// <summary>The program's own process id.</summary>
    public int Id { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that the program wrote, for failure messages.</summary>
    public string Output => string.Join(Environment.NewLine, _output);

    /// <summary>Starts a program.</summary>
    /// <param name="fileName">Full path.</param>
    /// <param name="arguments">Arguments; no shell interprets them.</param>
    /// <param name="lineWritten">Called with each line from the first one on.</param>
    /// <param name="environment">Variables that it gets besides ours, except those with a dot in the name, which shells do not pass on; <see langword="null"/> takes one of ours away.</param>
    /// <param name="workingDirectory">Where it runs, and where a service looks for its settings; ours unless it is named.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ChildProcess> StartAsync(
        string fileName,
        IEnumerable<string> arguments,
        Action<string>? lineWritten = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null,
        CancellationToken cancellationToken = default)
    {
        var supervised = !OperatingSystem.IsWindows();
        var start = new ProcessStartInfo
        {
            FileName = supervised ? "/bin/sh" : fileName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        string[] prefix = supervised ? ["-c", Supervisor, "sh", fileName] : [];
        foreach (var argument in prefix.Concat(arguments))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process, lineWritten);
        process.Start();
        if (supervised)
        {
            var id = await process.StandardOutput.ReadLineAsync(cancellationToken);
            child.Id = int.Parse(id!, CultureInfo.InvariantCulture);
        }
        else
        {
            child.Id = process.Id;
        }

        child._reading = Task.WhenAll(child.ReadAsync(process.StandardOutput), child.ReadAsync(process.StandardError));
        return child;
    }

    /// <summary>Waits until the program has ended and its last words are in <see cref="Output"/>.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        // whatever it started may still hold its output open
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
    }

    /// <summary>Ends the program at once, as a crash would, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        Signal("KILL");
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Stops the program in its tracks: its connections stay open and nothing answers. Not on Windows.</summary>
    public void Pause() => Signal("STOP");

    /// <summary>Lets a paused program go on.</summary>
    public void Resume() => Signal("CONT");

    /// <summary>Does what the system does when this process dies: closes our end of the pipe.</summary>
    internal void CloseLifeline() => _process.StandardInput.Close();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Signal(string signal)
    {
        if (_process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
        {
            if (signal != "KILL")
                throw new PlatformNotSupportedException();
            _process.Kill(entireProcessTree: true);
            return;
        }

        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                _output.Enqueue(line);
                while (_output.Count > KeptLines)
                    _output.TryDequeue(out _);
                _lineWritten?.Invoke(line);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException)
        {
            // disposed while reading: nobody is interested in the rest
        }
    }
}
