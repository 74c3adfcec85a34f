using System.Globalization;

namespace X402.Services.Payments.History;

/// <summary>Durations and moments as people read them.</summary>
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

    /// <summary>How long ago.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalSeconds: < 60 } age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s ago"),
        { TotalMinutes: < 60 } age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min ago"),
        { TotalHours: < 24 } age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h ago"),
        _ => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
    };
}
