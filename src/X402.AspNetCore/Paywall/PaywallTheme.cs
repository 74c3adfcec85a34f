using System.Buffers;
using System.Globalization;

namespace X402.AspNetCore.Paywall;

/// <summary>The seller's colour, and a readable colour for text on it.</summary>
internal static class PaywallTheme
{
    private const string Default = "#0b6b5d";

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool IsColor(string text) => text is ['#', _, _, _, _, _, _] && !text.AsSpan(1).ContainsAnyExcept(s_digits);

    /// <summary>The style sheet with the colours in it.</summary>
    public static string Apply(string style, string? color)
    {
        // what is no colour is told at start; until then it must not reach the style sheet
        var accent = color is not null && IsColor(color) ? color : Default;
        return style.Replace("{{accent}}", accent, StringComparison.Ordinal).Replace("{{on-accent}}", TextOn(accent), StringComparison.Ordinal);
    }

    // of black and white one always has a contrast of 4.5 at least (WCAG 2.2, relative luminance)
    private static string TextOn(string color)
    {
        var luminance = (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
        return (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05 ? "#000000" : "#ffffff";

        double Channel(int start)
        {
            var value = byte.Parse(color.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
