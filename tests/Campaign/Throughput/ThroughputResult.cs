using System.Globalization;
using System.Text;

namespace X402.Campaign.Throughput;

/// <summary>What a run came to.</summary>
internal sealed record ThroughputResult
{
    public required ThroughputOptions Options { get; init; }

    public required TimeSpan Duration { get; init; }

    public required TimeSpan Median { get; init; }

    public required TimeSpan Slowest1Percent { get; init; }

    /// <summary>How many were settled.</summary>
    public required int Settled { get; init; }

    /// <summary>How many transactions carried them.</summary>
    public required ulong Transactions { get; init; }

    /// <summary>The gas of all of them.</summary>
    public required ulong Gas { get; init; }

    /// <summary>What is wrong: a payment that failed, money that did not arrive, a gap in the nonces.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    public double PerSecond => Settled / Duration.TotalSeconds;

    public ulong GasPerPayment => Gas / (ulong)Math.Max(1, Settled);

    public static string ToMarkdown(IEnumerable<ThroughputResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("| payments | callers | batch up to | settled | per second | p50 | p99 | transactions | gas per payment | findings |").AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Options.Payments} | {result.Options.Callers} | {(result.Options.BatchSize == 1 ? "direct" : result.Options.BatchSize)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {result.Settled} | {result.PerSecond:0} | {result.Median.TotalSeconds:0.0} s | {result.Slowest1Percent.TotalSeconds:0.0} s | {result.Transactions} | {result.GasPerPayment} ");
            text.Append(CultureInfo.InvariantCulture, $"| {(result.Findings.Count == 0 ? "none" : string.Join("; ", result.Findings))} |").AppendLine();
        }
        return text.ToString();
    }
}
