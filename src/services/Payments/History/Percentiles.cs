namespace X402.Services.Payments.History;

/// <summary>How long something takes: for half of the payments, and for all but one in twenty.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="P95">95 of 100 were faster.</param>
/// <param name="Count">Of how many.</param>
public sealed record Percentiles(TimeSpan Median, TimeSpan P95, int Count)
{
    /// <summary>The percentiles, or null if there is nothing to look at.</summary>
    public static Percentiles? Of(IEnumerable<TimeSpan> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : new Percentiles(sorted[(sorted.Count - 1) / 2], sorted[(int)((sorted.Count - 1) * 95L / 100)], sorted.Count);
    }
}
