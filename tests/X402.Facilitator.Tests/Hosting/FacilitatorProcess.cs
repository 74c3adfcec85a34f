using System.Text.RegularExpressions;
using X402.Facilitators;
using X402.TestSupport.Chain;
using X402.TestSupport.Processes;
using X402.TestSupport.Redis;
using X402.TestSupport.Stack;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>The facilitator program in a process of its own, which can be killed or kills itself.</summary>
internal sealed partial class FacilitatorProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private FacilitatorProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Http = new HttpClient(HttpFacilitator.CreateHandler()) { BaseAddress = address };
        Facilitator = new HttpFacilitator(Http, TimeProvider.System);
    }

    public HttpClient Http { get; }

    public IFacilitator Facilitator { get; }

    /// <summary>Starts the program; it ends itself at the kill point, if one is named.</summary>
    public static async Task<FacilitatorProcess> StartAsync(AnvilProcess chain, RedisProcess redis, string? killPoint = null, IDictionary<string, string?>? settings = null)
    {
        var program = ServiceProcess.ProgramOf("Facilitator", ServiceProcess.UsesNativePrograms);
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> arguments = ["--urls", "http://127.0.0.1:0"];
        foreach (var (name, value) in FacilitatorHost.SettingsOf(chain, settings, redis))
            arguments.AddRange([$"--{name}", value ?? ""]);
        var process = await ChildProcess.StartAsync(program, arguments, line =>
        {
            if (Listening().Match(line) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        }, new Dictionary<string, string?> { ["X402_KILL_POINT"] = killPoint }, cancellationToken: TestContext.Current.CancellationToken);
        var exited = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await Task.WhenAny(listening.Task, exited) == listening.Task
            ? new(process, await listening.Task)
            : throw new InvalidOperationException($"The facilitator ended:{Environment.NewLine}{process.Output}");
    }

    public string Output => _process.Output;

    public Task WaitForExitAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken);

    public Task KillAsync() => _process.KillAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex("Now listening on: (http://127.0.0.1:[0-9]+)")]
    private static partial Regex Listening();
}
