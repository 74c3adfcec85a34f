using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;
using X402.TestSupport.Processes;
using X402.TestSupport.Stack;

namespace Benchmarks.Macro.Scenarios;

/// <summary>How long a program takes until it does its work for the first time, and how much memory it has then.</summary>
internal sealed class StartScenario : IScenario
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_giveUp = TimeSpan.FromSeconds(30);

    public string Name => "start";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(null, cancellationToken);
        var facilitator = await stage.StartFacilitatorAsync(native: false, cancellationToken);
        var rows = new List<Row>();
        foreach (var (native, name) in settings.Builds)
        {
            await AddAsync($"facilitator, {name}, to /supported", url => StartAsync(ServiceProcess.ProgramOf("Facilitator", native), url, stage.FacilitatorSettings(), cancellationToken), "/supported", 200, Role.Detail);
            await AddAsync($"resource server, {name}, to 402", url => StartAsync(ServiceProcess.ProgramOf("ResourceServer", native), url, stage.ShopSettings(facilitator.Url), cancellationToken), "/weather/london", 402, Role.Ours);
        }
        if (settings.WithOthers)
        {
            await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
            await AddScriptAsync("reference facilitator, to /supported", () => reference.StartFacilitatorAsync(cancellationToken), "/supported", 200, Role.Detail);
            await AddScriptAsync("reference middleware, to 402", () => reference.StartShopAsync(facilitator.Url, cancellationToken), "/joke", 402, Role.Reference);
        }
        return new(
            "Start and memory",
            $"From the start of the process to the first answer, and its resident memory then; the median of {Repeats(settings)} starts, the best of them behind it. Redis, chain and, for the servers, a facilitator run already.",
            ["first answer, ms", "best, ms", "resident memory, MB"],
            rows,
            Section.Milliseconds);

        async Task AddAsync(string label, Func<Uri, Task<ChildProcess>> start, string path, int status, Role role)
        {
            var samples = new List<(double Milliseconds, double Megabytes)>();
            for (var i = 0; i < Repeats(settings); i++)
            {
                var url = new Uri($"http://127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}");
                var started = Stopwatch.GetTimestamp();
                await using var process = await start(url);
                samples.Add((await FirstAnswerAsync(new(url, path), status, started, cancellationToken), ProcessClock.ResidentMegabytes(process.Id)));
            }
            Note(label, samples, role);
        }

        async Task AddScriptAsync(string label, Func<Task<ScriptOrHost>> start, string path, int status, Role role)
        {
            var samples = new List<(double Milliseconds, double Megabytes)>();
            for (var i = 0; i < Repeats(settings); i++)
            {
                var started = Stopwatch.GetTimestamp();
                await using var script = await start();
                samples.Add((await FirstAnswerAsync(new(script.Url, path), status, started, cancellationToken), ProcessClock.ResidentMegabytes(script.Id)));
            }
            Note(label, samples, role);
        }

        void Note(string label, List<(double Milliseconds, double Megabytes)> samples, Role role)
        {
            samples.Sort();
            var (milliseconds, megabytes) = samples[samples.Count / 2];
            var row = new Row(label, [Text(milliseconds), Text(samples[0].Milliseconds), Text(megabytes)], role, milliseconds);
            Console.WriteLine($"  {label,-44} {string.Join(" | ", row.Cells)}");
            rows.Add(row);
        }
    }

    private static int Repeats(MacroSettings settings) => settings.Quick ? 3 : 9;

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Task<ChildProcess> StartAsync(string program, Uri url, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken) =>
        ChildProcess.StartAsync(program, ["--urls", url.GetLeftPart(UriPartial.Authority)], null, environment, Path.GetDirectoryName(program), cancellationToken);

    private static async Task<double> FirstAnswerAsync(Uri url, int status, long started, CancellationToken cancellationToken)
    {
        var request = RawRequest.Get(url);
        while (true)
        {
            try
            {
                using var connection = await RawConnection.OpenAsync(url, cancellationToken);
                if ((await connection.SendAsync(request, cancellationToken)).Status == status)
                    return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // not yet
            }
            if (Stopwatch.GetElapsedTime(started) > s_giveUp)
                throw new TimeoutException($"{url} did not answer {status.ToString(CultureInfo.InvariantCulture)}.");
            await Task.Delay(s_retry, cancellationToken);
        }
    }
}
