namespace Benchmarks.Macro.Report;

/// <summary>One line of a table, and its bar in the chart.</summary>
/// <param name="Label">Who was measured.</param>
/// <param name="Cells">What is shown, in the order of the section's columns.</param>
/// <param name="Role">Where it stands in the summary.</param>
/// <param name="Bar">The number in the chart; <see langword="null"/> where it does not belong there.</param>
internal sealed record Row(string Label, IReadOnlyList<string> Cells, Role Role, double? Bar);
