namespace Benchmarks.Macro.Report;

/// <summary>What one scenario found.</summary>
internal sealed record Section(string Title, string Explanation, IReadOnlyList<Row> Rows);
