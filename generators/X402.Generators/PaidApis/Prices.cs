using System.Text.RegularExpressions;

namespace X402.Generators.PaidApis;

/// <summary>Prices as <c>X402.Money.Price</c> reads them; a test compares both.</summary>
internal static class Prices
{
    /// <summary>Dollar tokens have at least 6 decimals; what is finer cannot be charged in most of them.</summary>
    public const int CommonDecimals = 6;

    private static readonly Regex s_form = new(@"^\s*\$?\s*([0-9]+)(?:\.([0-9]+))?(?:[ \t]+([^ \t]+))?\s*$", RegexOptions.CultureInvariant);

    public static bool IsPrice(string text) => s_form.IsMatch(text);

    public static bool IsZero(string text) => s_form.Match(text) is var match && (match.Groups[1].Value + match.Groups[2].Value).Trim('0').Length == 0;

    /// <summary>Whether a price is not above another one. Prices in other tickers than dollars cannot be compared with dollars, so they are above.</summary>
    public static bool IsAtMost(string text, string ceiling)
    {
        var (price, max) = (s_form.Match(text), s_form.Match(ceiling));
        if (TickerOf(price) != TickerOf(max))
            return false;
        var (integer, maxInteger) = (price.Groups[1].Value.TrimStart('0'), max.Groups[1].Value.TrimStart('0'));
        var decimals = Math.Max(price.Groups[2].Length, max.Groups[2].Length);
        var digits = Math.Max(integer.Length, maxInteger.Length);
        return string.CompareOrdinal(
            integer.PadLeft(digits, '0') + price.Groups[2].Value.PadRight(decimals, '0'),
            maxInteger.PadLeft(digits, '0') + max.Groups[2].Value.PadRight(decimals, '0')) <= 0;
    }

    private static string TickerOf(Match price) => price.Groups[3].Value.ToUpperInvariant() is not ("" or "USD" or "USDC") ? price.Groups[3].Value.ToUpperInvariant() : "";

    /// <summary>Whether a price in dollars or USDC is finer than their smallest unit.</summary>
    public static bool IsTooFine(string text)
    {
        var match = s_form.Match(text);
        return TickerOf(match).Length == 0 && match.Groups[2].Value.TrimEnd('0').Length > CommonDecimals;
    }
}
