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
        await using var stack = await ChaosStack.StartAsync(cancellationToken);
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{stack.Redis.ConnectionString},allowAdmin=true");
        var shoppers = new List<Shopper>();
        try
        {
            for (var number = 0; number < buyers; number++)
                shoppers.Add(await Shopper.CreateAsync(stack, number, number, cancellationToken));
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var shopping = Task.WhenAll(shoppers.Select(shopper => Task.Run(() => shopper.RunAsync(moody: false, closing.Token, cancellationToken), CancellationToken.None)));
            var samples = await WatchAsync(stack, redis, shoppers, duration, interval, log, cancellationToken);
            await closing.CancelAsync();
            await shopping;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            var auditor = new Auditor(stack, shoppers);
            IReadOnlyList<string> findings = [.. await auditor.SettleDownAsync(patience.Token), .. await auditor.AuditAsync()];
            return (Describe(samples, buyers, findings), findings.Count == 0);
        }
        finally
        {
            foreach (var shopper in shoppers)
                await shopper.DisposeAsync();
        }
    }

    private static async Task<List<SoakSample>> WatchAsync(
        ChaosStack stack, ConnectionMultiplexer redis, List<Shopper> shoppers, TimeSpan duration, TimeSpan interval, Action<string> log, CancellationToken cancellationToken)
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
                stack.Facilitators.Max(static facilitator => facilitator.WorkingSet),
                stack.Shops.Max(static shop => shop.WorkingSet),
                long.Parse(memory, CultureInfo.InvariantCulture),
                await server.DatabaseSizeAsync(),
                latencies.Length,
                latencies.Length / since.TotalMinutes,
                latencies.Length == 0 ? TimeSpan.Zero : latencies[latencies.Length / 2],
                latencies.Length == 0 ? TimeSpan.Zero : latencies[latencies.Length * 99 / 100]));
            log(Row(samples[^1]));
        }
        return samples;
    }

    private static string Describe(List<SoakSample> samples, int buyers, IReadOnlyList<string> findings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{buyers} buyers, {samples.Sum(static sample => sample.Purchases)} purchases in {samples[^1].At.TotalMinutes:0.0} minutes; ");
        text.AppendLine(findings.Count == 0 ? "the books agree." : $"{findings.Count} findings.").AppendLine();
        text.AppendLine("| at | facilitator MB | resource server MB | Redis MB | Redis keys | purchases per minute | p50 | p99 |").AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var sample in new[] { samples[0], samples[samples.Count / 2], samples[^1] })
            text.AppendLine(Row(sample));
        foreach (var finding in findings)
            text.AppendLine(finding);
        return text.ToString();
    }

    private static string Row(SoakSample sample) => string.Create(CultureInfo.InvariantCulture,
        $"| {sample.At:mm\\:ss} | {sample.FacilitatorBytes / Megabyte:0} | {sample.ShopBytes / Megabyte:0} | {sample.RedisBytes / Megabyte:0.0} | {sample.RedisKeys} | {sample.PerMinute:0} | {sample.Median.TotalSeconds:0.00} s | {sample.Slowest1Percent.TotalSeconds:0.00} s |");
}
