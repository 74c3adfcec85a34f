using System.Text.RegularExpressions;

namespace X402.Generators.PaidApis;

/// <summary>Prices as <c>X402.Money.Price</c> reads them; a test compares both.</summary>
internal static class Prices
{
    // dollar tokens have at least 6 decimals; what is finer cannot be charged in most of them
    private const int CommonDecimals = 6;

    private static readonly Regex s_form = new(@"^\s*\$?\s*([0-9]+)(?:\.([0-9]+))?(?:[ \t]+([^ \t]+))?\s*$", RegexOptions.CultureInvariant);

    public static bool IsPrice(string text) => s_form.IsMatch(text);

    public static bool IsZero(string text) => s_form.Match(text) is var match && (match.Groups[1].Value + match.Groups[2].Value).Trim('0').Length == 0;

    /// <summary>Whether a price in dollars or USDC is finer than their smallest unit.</summary>
    public static bool IsTooFine(string text)
    {
        var match = s_form.Match(text);
        return match.Groups[3].Value.ToUpperInvariant() is "" or "USD" or "USDC" && match.Groups[2].Value.TrimEnd('0').Length > CommonDecimals;
    }
}
