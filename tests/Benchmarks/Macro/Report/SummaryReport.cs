using System.Globalization;
using System.Text;

namespace Benchmarks.Macro.Report;

/// <summary>The few numbers that stand in the README, between two marks.</summary>
internal static class SummaryReport
{
    private const string Begin = "<!-- measured -->";
    private const string End = "<!-- end of measured -->";

    /// <summary>Replaces what stands between the marks.</summary>
    /// <exception cref="InvalidOperationException">The file has no marks.</exception>
    public static async Task ReplaceAsync(string file, IReadOnlyList<Section> sections, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{file} has no '{Begin}' and '{End}'.");
        await File.WriteAllTextAsync(file, text[..(begin + Begin.Length)] + "\n" + Write(sections) + text[end..], cancellationToken);
    }

    public static string Write(IReadOnlyList<Section> sections)
    {
        var text = new StringBuilder().Append(Machine.WhenAndWhere).Append("\n\n| | X402Platform | reference | floor |\n|---|---|---|---|\n");
        var ratios = new List<(string Title, double Ratio)>();
        foreach (var section in sections)
        {
            var (ours, reference) = (section.Find(Role.Ours), section.Find(Role.Reference));
            var title = section.Title.Split(':')[0];
            text.Append(CultureInfo.InvariantCulture, $"| {title} | {Cell(section, ours)} | {Cell(section, reference ?? section.Find(Role.ReferenceAlone))} | {Cell(section, section.Find(Role.Floor))} |\n");
            if (ours?.Bar is > 0 and var mine && reference?.Bar is > 0 and var theirs)
                ratios.Add((title, section.Unit == Section.Milliseconds ? theirs / mine : mine / theirs));
        }
        if (ratios.Count > 1)
        {
            text.Append("\n```mermaid\nxychart-beta horizontal\n    title \"How many times as fast as the reference\"\n")
                .Append(CultureInfo.InvariantCulture, $"    x-axis [{string.Join(", ", ratios.Select(static ratio => $"\"{ratio.Title}\""))}]\n")
                .Append(CultureInfo.InvariantCulture, $"    bar [{string.Join(", ", ratios.Select(static ratio => ratio.Ratio.ToString("0.#", CultureInfo.InvariantCulture)))}]\n```\n");
        }
        return text.ToString();
    }

    private static string Cell(Section section, Row? row) => row is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{row.Bar:N0} {section.Unit} ({row.Label})");
}
