namespace Benchmarks.Macro.Report;

/// <summary>What one scenario found.</summary>
/// <param name="Title">The question.</param>
/// <param name="Explanation">What was done, for who wants to judge the numbers.</param>
/// <param name="Columns">The heads of the columns beside the label.</param>
/// <param name="Rows">The answers.</param>
/// <param name="Unit">Of the bars.</param>
internal sealed record Section(string Title, string Explanation, IReadOnlyList<string> Columns, IReadOnlyList<Row> Rows, string Unit)
{
    public const string PerSecond = "per second";
    public const string Milliseconds = "ms";

    /// <summary>The row that stands for a role; of several the last one, which is the better build of ours.</summary>
    public Row? Find(Role role) => Rows.LastOrDefault(row => row.Role == role);
}
