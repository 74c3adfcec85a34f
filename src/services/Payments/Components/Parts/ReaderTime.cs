using System.Globalization;
using System.Text.RegularExpressions;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Components.Parts;

/// <summary>Moments as the reader's own clock shows them.</summary>
public sealed partial class ReaderTime
{
    private readonly TimeZoneInfo _zone;

    private ReaderTime(TimeZoneInfo zone) => _zone = zone;

    /// <summary>The clock of somebody whose zone is not known.</summary>
    public static ReaderTime Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The clock of a browser.</summary>
    /// <param name="told">Zone and offset in minutes as app.js tells them: <c>Europe/Berlin 60</c>. What is not understood is UTC.</param>
    public static ReaderTime Of(string? told)
    {
        if (told is null || Told().Match(told) is not { Success: true } match)
            return Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(match.Groups[1].Value, out var zone))
            return new(zone);
        // a machine that does not know zones by name still knows today's offset
        var offset = TimeSpan.FromMinutes(int.Parse(match.Groups[2].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return offset.Duration() > TimeSpan.FromHours(14) ? Utc : new(TimeZoneInfo.CreateCustomTimeZone("reader", offset, "reader", "reader"));
    }

    /// <summary>The moment on this clock.</summary>
    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone).DateTime;

    /// <summary>Down to the millisecond, without the day.</summary>
    public string Clock(DateTimeOffset at) => Text(at, "HH:mm:ss.fff");

    /// <summary>For lists: day and time.</summary>
    public string Brief(DateTimeOffset at) => Text(at, "MMM d HH:mm:ss");

    /// <summary>Everything, with the zone.</summary>
    public string Full(DateTimeOffset at)
    {
        var offset = _zone.GetUtcOffset(at);
        var zone = offset == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:h\\:mm}").Replace(":00", "", StringComparison.Ordinal);
        return $"{Text(at, "yyyy-MM-dd HH:mm:ss.fff")} UTC{zone}";
    }

    /// <summary>How long ago; the day for what is older than one.</summary>
    public string Ago(DateTimeOffset at, DateTimeOffset now) => now - at < TimeSpan.FromDays(1) ? TimeText.Ago(now - at) : Text(at, "MMM d HH:mm");

    private string Text(DateTimeOffset at, string format) => Local(at).ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_+\-]{0,30}(?:/[A-Za-z0-9_+\-]{1,30}){0,2}) (-?[0-9]{1,4})\z")]
    private static partial Regex Told();
}
