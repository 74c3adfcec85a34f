using System.Numerics;
using X402.Assets;
using X402.Money;

namespace X402.Client;

/// <summary>Amounts for people, and the common scale in which amounts of different assets are compared and added.</summary>
public static class AmountFormat
{
    /// <summary>The decimals of the common scale: amounts "in dollars" are integers of 10^-18 dollars.</summary>
    public const int DollarDecimals = 18;

    private static readonly AssetInfo s_dollar = new(default, "", "USD", DollarDecimals, null, null);

    /// <summary>An amount of an asset with its ticker, for example <c>0.01 USDC</c>.</summary>
    public static string WithSymbol(UInt256 amount, AssetInfo asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return $"{Decimal(amount, asset.Decimals)} {asset.Symbol}";
    }

    /// <summary>An amount in 10^-18 dollars, for example <c>$0.01</c>.</summary>
    public static string Dollars(UInt256 dollars) => $"${Decimal(dollars, DollarDecimals)}";

    /// <summary>Converts atomic units to 10^-18 dollars, rounding up and saturating, so that a limit errs on the side of the payer.</summary>
    public static UInt256 ToDollars(UInt256 amount, AssetInfo asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        var value = (BigInteger)amount;
        value = asset.Decimals <= DollarDecimals
            ? value * BigInteger.Pow(10, DollarDecimals - asset.Decimals)
            : (value + BigInteger.Pow(10, asset.Decimals - DollarDecimals) - 1) / BigInteger.Pow(10, asset.Decimals - DollarDecimals);
        return value > (BigInteger)UInt256.MaxValue ? UInt256.MaxValue : (UInt256)value;
    }

    /// <summary>Parses dollars such as <c>$1.50</c> to 10^-18 dollars. A ticker is not allowed.</summary>
    public static bool TryParseDollars(string? text, out UInt256 dollars)
    {
        dollars = default;
        return Price.TryParse(text, out var price) && price.Symbol is null && price.TryGetAmount(s_dollar, out dollars, out _);
    }

    private static string Decimal(UInt256 amount, int decimals)
    {
        var digits = amount.ToString().PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : $"{digits[..^decimals]}.{fraction}";
    }
}
