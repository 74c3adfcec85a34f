namespace X402.Services.Payments.History;

/// <summary>
/// A span of time that ends now, cut into parts that begin at round times: while time goes on, columns of a chart move only when a new one begins.
/// </summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Part">How long a part is.</param>
/// <param name="Parts">How many there are; the last one has only begun.</param>
public sealed record StatisticsRange(string Key, string Label, TimeSpan Part, int Parts)
{
    /// <summary>The week that tells what sells.</summary>
    public static StatisticsRange Week { get; } = new("7d", "7 days", TimeSpan.FromHours(6), 28);

    /// <summary>What can be chosen, the shortest first.</summary>
    public static IReadOnlyList<StatisticsRange> All { get; } =
    [
        new("15m", "15 min", TimeSpan.FromSeconds(30), 30), new("1h", "hour", TimeSpan.FromMinutes(2), 30), new("24h", "24 h", TimeSpan.FromHours(1), 24), Week,
    ];

    /// <summary>The one of this name, else an hour.</summary>
    public static StatisticsRange Of(string? key) => All.FirstOrDefault(range => range.Key == key) ?? All[1];

    /// <summary>When the first part begins.</summary>
    public DateTimeOffset Begin(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % Part.Ticks) - ((Parts - 1) * Part.Ticks), TimeSpan.Zero);
}
