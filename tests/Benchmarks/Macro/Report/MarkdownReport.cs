using System.Globalization;
using System.Text;

namespace Benchmarks.Macro.Report;

/// <summary>The report: one table and one chart for each scenario, and where and when it was made.</summary>
internal static class MarkdownReport
{
    public static string Write(IReadOnlyList<Section> sections, MacroSettings settings)
    {
        var text = new StringBuilder();
        text.AppendLine("# Measured: whole processes under load").AppendLine()
            .AppendLine(Machine.WhenAndWhere)
            .AppendLine().AppendLine("All parts of a measurement, the load driver included, share these cores, so compare within a table. Repeat it with").AppendLine()
            .AppendLine("```bash").AppendLine("dotnet publish src/services/Facilitator -c Release && dotnet publish src/services/ResourceServer -c Release")
            .AppendLine("dotnet run -c Release --project tests/Benchmarks -- macro").AppendLine("```").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Each number is the median of {settings.Runs} runs of {settings.Duration.TotalSeconds:0} s of one load without pause, after {settings.WarmUp.TotalSeconds:0} s of warming up, unless said otherwise. Payments are signed before anything is measured. Processor time is what the system accounts to each process. \"Reference\" is the TypeScript implementation from npm (`@x402/express`, `@x402/core`, `@x402/evm`), unmodified.");
        if (settings.Quick)
            text.AppendLine().AppendLine("**This was a quick run, which shows that everything works. Its numbers are worth little.**");
        foreach (var section in sections)
            Append(text, section);
        // written by a person who looked at profiles
        text.AppendLine().Append(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Profile.md")));
        return text.ToString();
    }

    private static void Append(StringBuilder text, Section section)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {section.Title}").AppendLine().AppendLine(section.Explanation).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", section.Columns)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(section.Columns.Select(static _ => "---|"))}");
        foreach (var row in section.Rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Label} | {string.Join(" | ", row.Cells)} |");
        var bars = section.Rows.Where(static row => row.Bar is not null).ToArray();
        if (bars.Length < 2)
            return;
        text.AppendLine().AppendLine("```mermaid").AppendLine("xychart-beta horizontal")
            .AppendLine(CultureInfo.InvariantCulture, $"    title \"{section.Title}\"")
            .AppendLine(CultureInfo.InvariantCulture, $"    x-axis [{string.Join(", ", bars.Select(static row => $"\"{row.Label}\""))}]")
            .AppendLine(CultureInfo.InvariantCulture, $"    y-axis \"{section.Unit}\"")
            .AppendLine(CultureInfo.InvariantCulture, $"    bar [{string.Join(", ", bars.Select(static row => row.Bar!.Value.ToString("0.#", CultureInfo.InvariantCulture)))}]")
            .AppendLine("```");
    }
}
