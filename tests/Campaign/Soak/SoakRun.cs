using System.Diagnostics;
using System.Globalization;
using System.Text;
using StackExchange.Redis;
using X402.Campaign.Chaos;

namespace X402.Campaign.Soak;

/// <summary>Nothing breaks, and buyers buy for a long time: whatever grows, leaks. Afterwards the books are compared as after any campaign.</summary>
internal static class SoakRun
{
    private const double Megabyte = 1024 * 1024;

    /// <param name="duration">How long buyers buy.</param>
    /// <param name="interval">How often things are looked at.</param>
    /// <param name="buyers">How many buy at once.</param>
    /// <param name="log">Told each sample.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A report, and whether the books agree.</returns>
    public static async Task<(string Markdown, bool IsRight)> RunAsync(TimeSpan duration, TimeSpan interval, int buyers, Action<string> log, CancellationToken cancellationToken)
    {
        var notes = Directory.CreateTempSubdirectory("x402-soak-");
        await using var stack = await ChaosStack.StartAsync(
            new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = typeof(SoakRun).Assembly.Location, [StartupHook.Folder] = notes.FullName }, cancellationToken);
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{stack.Redis.ConnectionString},allowAdmin=true");
        var shoppers = new List<Shopper>();
        try
        {
            for (var number = 0; number < buyers; number++)
                shoppers.Add(await Shopper.CreateAsync(stack, number, number, cancellationToken));
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var shopping = Task.WhenAll(shoppers.Select(shopper => Task.Run(() => shopper.RunAsync(moody: false, closing.Token, cancellationToken), CancellationToken.None)));
            var samples = await WatchAsync(stack, notes.FullName, redis, shoppers, duration, interval, log, cancellationToken);
            await closing.CancelAsync();
            await shopping;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            var auditor = new Auditor(stack, shoppers);
            IReadOnlyList<string> findings = [.. await auditor.SettleDownAsync(patience.Token), .. await auditor.AuditAsync()];
            var verdict = new SoakVerdict(samples);
            return (Describe(samples, buyers, findings, verdict), findings.Count == 0 && verdict.IsFlat);
        }
        finally
        {
            foreach (var shopper in shoppers)
                await shopper.DisposeAsync();
            notes.Delete(recursive: true);
        }
    }

    private static async Task<List<SoakSample>> WatchAsync(
        ChaosStack stack, string notes, ConnectionMultiplexer redis, List<Shopper> shoppers, TimeSpan duration, TimeSpan interval, Action<string> log, CancellationToken cancellationToken)
    {
        var samples = new List<SoakSample>();
        var server = redis.GetServers()[0];
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var since = Stopwatch.GetElapsedTime(started) - (samples.Count == 0 ? TimeSpan.Zero : samples[^1].At);
            var latencies = shoppers.SelectMany(static shopper => shopper.TakeLatencies()).Order().ToArray();
            var memory = (await server.InfoAsync("memory")).SelectMany(static group => group).First(static line => line.Key == "used_memory").Value;
            samples.Add(new(
                Stopwatch.GetElapsedTime(started),
                await LargerAsync(stack.Facilitators),
                await LargerAsync(stack.Shops),
                long.Parse(memory, CultureInfo.InvariantCulture),
                await server.DatabaseSizeAsync(),
                latencies.Length,
                latencies.Length / since.TotalMinutes,
                latencies.Length == 0 ? TimeSpan.Zero : latencies[latencies.Length / 2],
                latencies.Length == 0 ? TimeSpan.Zero : latencies[latencies.Length * 99 / 100]));
            log(Row(samples[^1]));
        }
        return samples;

        async Task<ServiceNote> LargerAsync(IReadOnlyList<TestSupport.Stack.ServiceProcess> pair) =>
            ServiceNote.Max(await ServiceNote.ReadAsync(notes, pair[0], cancellationToken), await ServiceNote.ReadAsync(notes, pair[1], cancellationToken));
    }

    private static string Describe(List<SoakSample> samples, int buyers, IReadOnlyList<string> findings, SoakVerdict verdict)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{buyers} buyers, {samples.Sum(static sample => sample.Purchases)} purchases in {samples[^1].At.TotalMinutes:0.0} minutes; ");
        text.AppendLine(findings.Count == 0 ? "the books agree." : $"{findings.Count} findings.").AppendLine();
        text.AppendLine("| at | facilitator: heap MB | resident MB | threads | handles | resource server: heap MB | resident MB | threads | handles | Redis MB | keys | purchases per minute | p50 | p99 |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var sample in samples)
            text.AppendLine(Row(sample));
        text.AppendLine().AppendLine(verdict.IsFlat ? "Verdict after the first third: nothing grows but what Redis keeps per purchase." : "Verdict after the first third: something grows.").AppendLine();
        text.AppendLine("| what | grows by | bound | |").AppendLine("|---|---|---|---|");
        foreach (var row in verdict.Rows)
            text.AppendLine(row);
        foreach (var finding in findings)
            text.AppendLine(finding);
        return text.ToString();
    }

    private static string Row(SoakSample sample) => string.Create(CultureInfo.InvariantCulture,
        $"| {sample.At:mm\\:ss} | {Row(sample.Facilitator)} | {Row(sample.Shop)} | {sample.RedisBytes / Megabyte:0.0} | {sample.RedisKeys} | {sample.PerMinute:0} | {sample.Median.TotalSeconds:0.00} s | {sample.Slowest1Percent.TotalSeconds:0.00} s |");

    private static string Row(ServiceNote note) => string.Create(CultureInfo.InvariantCulture,
        $"{note.Heap / Megabyte:0.0} | {note.Resident / Megabyte:0} | {note.Threads} | {note.Handles}");
}
