using System.Globalization;
using X402.TestSupport.Processes;

namespace Benchmarks.Macro.Load;

/// <summary>A program that says <c>listening &lt;port&gt;</c> when it is ready.</summary>
internal sealed class ScriptOrHost : IAsyncDisposable
{
    public const string Listening = "listening ";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _process;

    private ScriptOrHost(ChildProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int Id => _process.Id;

    public static async Task<ScriptOrHost> StartAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = await ChildProcess.StartAsync(program, arguments, line => Note(line, port), environment, cancellationToken: cancellationToken);
        if (await Task.WhenAny(port.Task, process.WaitForExitAsync(cancellationToken)).WaitAsync(s_patience, cancellationToken) != port.Task)
            throw new InvalidOperationException($"{program} ended:{Environment.NewLine}{process.Output}");
        return new(process, new Uri($"http://127.0.0.1:{(await port.Task).ToString(CultureInfo.InvariantCulture)}"));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static void Note(string line, TaskCompletionSource<int> port)
    {
        if (line.StartsWith(Listening, StringComparison.Ordinal))
            port.TrySetResult(int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture));
    }
}
