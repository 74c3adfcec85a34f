using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Output;

/// <summary>Says which engine runs and why, and, when everything has settled, where everything is.</summary>
internal sealed class StartupSummary(
    ConsoleOutput console, ResourceNotificationService notifications, EngineOptions options, TimeProvider time)
{
    private long _began;

    public void Begin()
    {
        _began = time.GetTimestamp();
        if (options.WriteToConsole)
            console.Write($"{console.Paint("1", options.ApplicationName)} runs on the local engine{(options.Reason is null ? "" : $": {options.Reason}")}.");
    }

    /// <summary>Waits until every resource that has been started is healthy, has ended or has failed.</summary>
    public async Task EndAsync(IReadOnlyList<ResourceRuntime> runtimes, CancellationToken cancellationToken)
    {
        if (!options.WriteToConsole)
            return;

        var settled = new List<ResourceEvent>();
        foreach (var runner in runtimes.SelectMany(runtime => runtime.Runners))
        {
            settled.Add(await notifications.WaitForReplicaAsync(
                runner.Replica.Id,
                snapshot => snapshot.IsHealthy || snapshot.State?.Text is "NotStarted" or "Terminated" || KnownResourceStates.IsTerminal(snapshot.State?.Text),
                cancellationToken).ConfigureAwait(false));
        }

        Write(runtimes, settled);
    }

    private void Write(IReadOnlyList<ResourceRuntime> runtimes, List<ResourceEvent> settled)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var failed = settled.Where(Failed).Select(state => state.Resource.Name).Distinct().ToList();
        var lines = new List<string>
        {
            "",
            failed.Count == 0
                ? console.Paint("1;32", $"Ready in {seconds} s.")
                : console.Paint("1;31", $"Started in {seconds} s, without {string.Join(", ", failed)}: see the lines above."),
        };

        var width = runtimes.Max(runtime => runtime.Resource.Name.Length);
        foreach (var runtime in runtimes)
        {
            foreach (var url in runtime.Urls)
                lines.Add($"  {runtime.Resource.Name.PadRight(width)}  {url.Url}{(url.DisplayText is null ? "" : console.Paint("2", $"  {url.DisplayText}"))}");
        }

        lines.Add(console.Paint("2", "  Ctrl+C stops everything."));
        lines.Add("");
        // in one piece: resources go on writing
        console.Write(string.Join(Environment.NewLine, lines));
    }

    private static bool Failed(ResourceEvent state) =>
        state.Snapshot.State?.Text == KnownResourceStates.FailedToStart || state.Snapshot.ExitCode is > 0;
}
