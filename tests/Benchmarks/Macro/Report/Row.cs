using Benchmarks.Macro.Load;

namespace Benchmarks.Macro.Report;

/// <summary>One line of a table.</summary>
internal sealed record Row(string Label, Measurement Measurement, string Note = "");
