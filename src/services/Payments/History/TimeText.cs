using System.Globalization;

namespace X402.Services.Payments.History;

/// <summary>Durations as people read them.</summary>
public static class TimeText
{
    /// <summary>A duration with three digits at most.</summary>
    public static string Of(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.0} min"),
    };

    /// <summary>How long ago, in whole units that have passed.</summary>
    public static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalMinutes: < 1 } => $"{age.Seconds} s ago",
        { TotalHours: < 1 } => $"{age.Minutes} min ago",
        { TotalDays: < 1 } => $"{age.Hours} h ago",
        _ => $"{age.Days} d ago",
    };
}
