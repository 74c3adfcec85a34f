namespace X402.Services.Payments.History;

/// <summary>How long something takes: for half of the payments, and for all but one in twenty.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="P95">95 of 100 were faster.</param>
/// <param name="Count">Of how many.</param>
public sealed record Percentiles(TimeSpan Median, TimeSpan P95, int Count)
{
    /// <summary>The percentiles of microseconds, which get sorted, or null if there is nothing to look at.</summary>
    internal static Percentiles? Of(List<long> values)
    {
        values.Sort();
        return values.Count == 0
            ? null
            : new Percentiles(TimeSpan.FromMicroseconds(values[(values.Count - 1) / 2]), TimeSpan.FromMicroseconds(values[(int)((values.Count - 1) * 95L / 100)]), values.Count);
    }
}
