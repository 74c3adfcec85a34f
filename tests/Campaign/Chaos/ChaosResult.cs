using System.Globalization;
using System.Text;
using X402.Client;

namespace X402.Campaign.Chaos;

/// <summary>What a campaign came to.</summary>
internal sealed record ChaosResult
{
    public required ChaosOptions Options { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>How long things were broken.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From the last repair until nothing was open any more.</summary>
    public required TimeSpan Recovery { get; init; }

    public required int Kills { get; init; }

    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>How often a service died at each of its kill points.</summary>
    public required IReadOnlyDictionary<(string Who, string Point), int> Deaths { get; init; }

    /// <summary>Kill points at which no service died.</summary>
    public IEnumerable<string> Missed => KillPointNames.All.Where(point => !Deaths.ContainsKey(point)).Select(static point => $"{point.Who} at \"{point.Point}\"");

    public required int Delivered { get; init; }

    public required int Attempts { get; init; }

    public required int BuyersCrashes { get; init; }

    /// <summary>Events of the buyers' audit.</summary>
    public required IReadOnlyDictionary<PurchaseEvent, int> Events { get; init; }

    /// <summary>What is wrong; empty when everything is right.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>The last lines of every service, where something is wrong.</summary>
    public string Logs { get; init; } = "";

    public bool IsRight => Findings.Count == 0;

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {At:yyyy-MM-dd HH:mm} UTC, seed {Options.Seed}: {(IsRight ? "the books agree" : $"{Findings.Count} findings")}").AppendLine().AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"{Kills} processes killed in {Duration.TotalMinutes:0.0} minutes, {Options.Buyers} buyers, {Delivered} purchases delivered and paid once each with {Attempts} attempts; ");
        text.Append(CultureInfo.InvariantCulture, $"buyers came back as new processes {BuyersCrashes} times. Nothing was open {Recovery.TotalSeconds:0} s after the last repair.").AppendLine().AppendLine();
        text.AppendLine("| kill point | died there |").AppendLine("|---|---|");
        foreach (var (who, point) in KillPointNames.All)
            text.Append(CultureInfo.InvariantCulture, $"| {who} at \"{point}\" | {Deaths.GetValueOrDefault((who, point))} |").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"| **{KillPointNames.All.Count()} kill points, {KillPointNames.All.Count() - Missed.Count()} reached** | **{Deaths.Values.Sum()}** |").AppendLine().AppendLine();
        text.AppendLine("| fault | times |").AppendLine("|---|---|");
        foreach (var (fault, times) in Faults.OrderBy(static fault => fault.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {fault} | {times} |").AppendLine();
        text.AppendLine().AppendLine("| what buyers noted | times |").AppendLine("|---|---|");
        foreach (var (happened, times) in Events.OrderBy(static happened => happened.Key))
            text.Append(CultureInfo.InvariantCulture, $"| {happened} | {times} |").AppendLine();
        if (IsRight)
            return text.ToString();
        text.AppendLine().AppendLine("```text");
        foreach (var finding in Findings)
            text.AppendLine(finding);
        return text.AppendLine(Logs).AppendLine("```").ToString();
    }
}
