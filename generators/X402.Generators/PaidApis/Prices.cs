namespace X402.Generators.PaidApis;

/// <summary>Prices as <c>X402.Money.Price</c> reads them; a test compares both. Read by hand, because it is read on each keystroke.</summary>
internal static class Prices
{
    /// <summary>Dollar tokens have at least 6 decimals; what is finer cannot be charged in most of them.</summary>
    public const int CommonDecimals = 6;

    public static bool IsPrice(string text) => TryRead(text, out _, out _, out _);

    public static bool IsZero(string text) => TryRead(text, out var integer, out var fraction, out _) && integer.Trim('0').Length + fraction.Trim('0').Length == 0;

    /// <summary>Whether a price is not above another one. Prices in other tickers than dollars cannot be compared with dollars, so they are above.</summary>
    public static bool IsAtMost(string text, string ceiling)
    {
        if (!TryRead(text, out var integer, out var fraction, out var ticker) || !TryRead(ceiling, out var maxInteger, out var maxFraction, out var maxTicker) || ticker != maxTicker)
            return false;
        (integer, maxInteger) = (integer.TrimStart('0'), maxInteger.TrimStart('0'));
        var decimals = Math.Max(fraction.Length, maxFraction.Length);
        var digits = Math.Max(integer.Length, maxInteger.Length);
        return string.CompareOrdinal(
            integer.PadLeft(digits, '0') + fraction.PadRight(decimals, '0'),
            maxInteger.PadLeft(digits, '0') + maxFraction.PadRight(decimals, '0')) <= 0;
    }

    /// <summary>Whether a price in dollars or USDC is finer than their smallest unit.</summary>
    public static bool IsTooFine(string text) => TryRead(text, out _, out var fraction, out var ticker) && ticker.Length == 0 && fraction.TrimEnd('0').Length > CommonDecimals;

    // the ticker is empty for dollars in all their spellings
    private static bool TryRead(string text, out string integer, out string fraction, out string ticker)
    {
        (integer, fraction, ticker) = ("", "", "");
        var rest = text.Trim();
        if (rest.Length > 0 && rest[0] == '$')
            rest = rest.Substring(1).TrimStart();
        var space = rest.IndexOfAny([' ', '\t']);
        if (space >= 0)
        {
            ticker = rest.Substring(space).Trim().ToUpperInvariant();
            if (ticker.Length == 0 || ticker.IndexOfAny([' ', '\t']) >= 0)
                return false;
            ticker = ticker is "USD" or "USDC" ? "" : ticker;
            rest = rest.Substring(0, space);
        }
        var point = rest.IndexOf('.');
        integer = point < 0 ? rest : rest.Substring(0, point);
        fraction = point < 0 ? "" : rest.Substring(point + 1);
        return integer.Length > 0 && (point < 0 || fraction.Length > 0) && Characters.AreAll(integer, Characters.IsDigit) && Characters.AreAll(fraction, Characters.IsDigit);
    }
}
