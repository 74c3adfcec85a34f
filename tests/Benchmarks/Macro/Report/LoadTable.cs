using System.Globalization;
using Benchmarks.Macro.Load;

namespace Benchmarks.Macro.Report;

/// <summary>Collects the measurements of one scenario.</summary>
internal sealed class LoadTable
{
    private readonly List<Row> _rows = [];

    public void Add(string label, Measurement measured, Role role = Role.Detail, bool inChart = true)
    {
        var load = measured.Load;
        if (load.Failed > 0)
            Console.Error.WriteLine($"{label}: {load.Failed} failed, the first one with{Environment.NewLine}{load.FirstFailure}");
        var row = new Row(
            label,
            [
                Number(load.PerSecond, "N0"),
                double.IsNaN(load.Percentile(0.5)) ? "" : $"{Number(load.Percentile(0.5), "N1")} / {Number(load.Percentile(0.99), "N1")}",
                string.Join(", ", measured.CpuMicroseconds.Select(static cpu => $"{cpu.Part} {Number(cpu.Microseconds / 1000, "N3")}")),
                load.Failed == 0 ? "" : load.Failed.ToString(CultureInfo.InvariantCulture),
            ],
            role,
            inChart ? load.PerSecond : null);
        _rows.Add(row);
        Console.WriteLine($"  {label,-44} {string.Join(" | ", row.Cells)}");
    }

    public Section ToSection(string title, string explanation) =>
        new(title, explanation, ["per second", "p50 / p99 ms", "processor time per request, ms", "failed"], _rows, Section.PerSecond);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
