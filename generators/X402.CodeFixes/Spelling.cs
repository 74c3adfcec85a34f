using System.Text.RegularExpressions;
using X402.Generators.PaidApis;
using X402.Networks;

namespace X402.CodeFixes;

/// <summary>What was meant by a text that is not right. Nothing is guessed where two meanings are possible.</summary>
internal static class Spelling
{
    private static readonly string[] s_schemes = ["exact", "upto", "batch-settlement", "auth-capture"];
    private static readonly string[] s_flows = ["authorization", "upfront", "escrow"];

    private static readonly Regex s_amount = new(@"^[0-9]*[.,]?[0-9]*$", RegexOptions.CultureInvariant);
    private static readonly Regex s_constraint = new(@"\{\**([A-Za-z_][A-Za-z0-9_]*)[:=?][^}]*\}", RegexOptions.CultureInvariant);
    private static readonly Regex s_ticker = new("^[A-Za-z]{3,10}$", RegexOptions.CultureInvariant);

    /// <summary>A price in its right form: <c>0,01 $</c> is <c>$0.01</c>, <c>USDC 1</c> is <c>1 USDC</c>.</summary>
    public static string? PriceOf(string text)
    {
        var (amount, ticker, dollars) = ("", "", false);
        foreach (var part in Regex.Replace(text, @"\$|[A-Za-z][A-Za-z0-9.]*", " $0 ").Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "$" && !dollars)
                dollars = true;
            else if (s_amount.IsMatch(part) && amount.Length == 0)
                amount = part;
            else if (s_ticker.IsMatch(part) && ticker.Length == 0)
                ticker = part;
            else
                return null;
        }
        // a comma before three digits may separate thousands
        if (amount.Length == 0 || (amount.IndexOf(',') is var comma && comma > 0 && amount.Length - comma == 4 && amount[0] != '0'))
            return null;
        amount = amount.Replace(',', '.');
        if (amount[0] == '.')
            amount = "0" + amount;
        amount = amount.TrimEnd('.');
        var price = ticker.Length == 0 || (dollars && ticker.ToUpperInvariant() is "USD") ? "$" + amount : dollars ? null : $"{amount} {ticker.ToUpperInvariant()}";
        return price is not null && Prices.IsPrice(price) && !Prices.IsZero(price) ? price : null;
    }

    /// <summary>The chargeable prices below and above one that is too fine.</summary>
    public static IEnumerable<(string Price, string Key)> NearestPrices(string text)
    {
        if (text.IndexOf('.') is var point && point < 0)
            yield break;
        var end = point + 1;
        while (end < text.Length && text[end] is >= '0' and <= '9')
            end++;
        var start = point;
        while (start > 0 && text[start - 1] is >= '0' and <= '9')
            start--;
        var digits = (text.Substring(start, point - start) + text.Substring(point + 1, Prices.CommonDecimals)).ToCharArray();
        var lower = Write(digits);
        var i = digits.Length - 1;
        for (; i >= 0 && digits[i] == '9'; i--)
            digits[i] = '0';
        var upper = i < 0 ? Write(['1', .. digits]) : Write([.. digits.Take(i), (char)(digits[i] + 1), .. digits.Skip(i + 1)]);
        if (!Prices.IsZero(lower))
            yield return (lower, ".down");
        yield return (upper, ".up");

        string Write(char[] all) =>
            text.Substring(0, start) + $"{new string(all, 0, all.Length - Prices.CommonDecimals)}.{new string(all, all.Length - Prices.CommonDecimals, Prices.CommonDecimals)}".TrimEnd('0').TrimEnd('.') + text.Substring(end);
    }

    /// <summary>The CAIP-2 id of a network that is named in another way.</summary>
    public static string? NetworkOf(string text)
    {
        var name = text.Trim().ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        if (name.Length is > 0 and < 20 && name.All(static c => c is >= '0' and <= '9'))
            return $"eip155:{name}";
        if (name.StartsWith("eip155", StringComparison.Ordinal) && name.Substring(6).TrimStart(':', '-', '/') is { Length: > 0 } chain && chain.All(static c => c is >= '0' and <= '9'))
            return $"eip155:{chain}";
        return Closest(name, LegacyNetworkTable.All.Keys) is { } known ? LegacyNetworkTable.All[known] : null;
    }

    public static string? SchemeOf(string text) => Closest(text.Trim().ToLowerInvariant().Replace('_', '-'), s_schemes);

    public static string? FlowOf(string text) => Closest(text.Trim().ToLowerInvariant().Replace("-", ""), s_flows);

    /// <summary>A route without constraints, and with its first slash.</summary>
    public static string? RouteOf(string text)
    {
        var route = s_constraint.Replace(text.Trim(), "{$1}").Replace("{**", "{").Replace("{*", "{");
        var query = route.IndexOf('?');
        route = "/" + (query < 0 ? route : route.Substring(0, query)).TrimStart('~', '/');
        return route != text && Routes.ParametersOf(route) is not null ? route : null;
    }

    // one mistake in short words, two in long ones; none where two words are equally near
    private static string? Closest(string text, IEnumerable<string> words)
    {
        var (best, found) = (int.MaxValue, default(string));
        foreach (var word in words)
        {
            var distance = Distance(text, word);
            if (distance < best)
                (best, found) = (distance, word);
            else if (distance == best)
                found = null;
        }
        return best <= (text.Length < 5 ? 1 : 2) ? found : null;
    }

    private static int Distance(string from, string to)
    {
        var previous = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            previous = row;
        }
        return previous[to.Length];
    }
}
