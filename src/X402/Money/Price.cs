using System.Diagnostics.CodeAnalysis;
using X402.Assets;

namespace X402.Money;

/// <summary>
/// A price as a person writes it: <c>$0.01</c>, <c>0.01</c>, <c>0.01 USD</c> or <c>0.01 USDC</c> (digest section 7.3),
/// or an exact number of atomic units of a named asset. It becomes an amount only together with an asset.
/// </summary>
public readonly record struct Price
{
    private readonly string? _integer;
    private readonly string? _fraction;
    private readonly UInt256 _atomic;

    private Price(string integer, string fraction, string? symbol) => (_integer, _fraction, Symbol) = (integer, fraction, symbol);

    private Price(UInt256 atomic, string asset) => (_atomic, Asset) = (atomic, asset);

    /// <summary>The ticker the price names; <see langword="null"/> means dollars in the network's default asset.</summary>
    public string? Symbol { get; }

    /// <summary>The token address of a price in atomic units; otherwise <see langword="null"/>.</summary>
    public string? Asset { get; }

    /// <summary>A price in atomic units of one asset.</summary>
    public static Price Atomic(UInt256 amount, string asset)
    {
        ArgumentException.ThrowIfNullOrEmpty(asset);
        return new(amount, asset);
    }

    /// <summary>Parses a price.</summary>
    /// <exception cref="FormatException">The text is not of the form <c>$0.01</c>, <c>0.01</c> or <c>0.01 TICKER</c>.</exception>
    public static Price Parse(string text) => TryParse(text, out var price)
        ? price
        : throw new FormatException($"'{text}' is not a price. Write dollars as '$0.01', or an amount and a ticker as '0.01 USDC'; digits on both sides of the point, no separators, no exponent.");

    /// <summary>Parses a price without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Price price)
    {
        price = default;
        if (text is null)
            return false;
        var rest = text.AsSpan().Trim();
        if (rest is ['$', ..])
            rest = rest[1..].TrimStart();

        string? symbol = null;
        var space = rest.IndexOfAny(' ', '\t');
        if (space >= 0)
        {
            var ticker = rest[space..].Trim();
            if (ticker.IsEmpty || ticker.ContainsAny(' ', '\t'))
                return false;
            symbol = ticker.Equals("USD", StringComparison.OrdinalIgnoreCase) ? null : ticker.ToString();
            rest = rest[..space];
        }

        var point = rest.IndexOf('.');
        var integer = point < 0 ? rest : rest[..point];
        var fraction = point < 0 ? [] : rest[(point + 1)..];
        if (integer.IsEmpty || (point >= 0 && fraction.IsEmpty) || !IsDigits(integer) || !IsDigits(fraction))
            return false;
        price = new(integer.ToString(), fraction.ToString(), symbol);
        return true;
    }

    /// <summary>
    /// The number of atomic units of <paramref name="asset"/>, at least 1. Unlike the reference implementation nothing is rounded away:
    /// a price finer than the asset's smallest unit is an error, not a discount. A price of zero is an error too: it would ask for a
    /// payment that pays nothing; an endpoint that costs nothing has no price.
    /// </summary>
    /// <param name="asset">The asset to charge in.</param>
    /// <param name="amount">The atomic units.</param>
    /// <param name="error">What is wrong, for the developer who set the price.</param>
    public bool TryGetAmount(AssetInfo asset, out UInt256 amount, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(asset);
        error = Asset is null ? TryScale(asset, out amount) : TryTake(asset, out amount);
        if (error is null && amount.IsZero)
            error = "The price is zero. Leave the price out to give the resource away.";
        return error is null;
    }

    /// <summary>The price as it was written, normalised: <c>$0.01</c> or <c>0.01 USDC</c>.</summary>
    public override string ToString()
    {
        if (Asset is not null)
            return $"{_atomic} atomic units of {Asset}";
        var number = string.IsNullOrEmpty(_fraction) ? _integer ?? "0" : $"{_integer}.{_fraction}";
        return Symbol is null ? $"${number}" : $"{number} {Symbol}";
    }

    // returns what is wrong
    private string? TryTake(AssetInfo asset, out UInt256 amount)
    {
        amount = _atomic;
        return string.Equals(Asset, asset.Address, StringComparison.OrdinalIgnoreCase) ? null : $"The price is {this}, not of {asset.Symbol} at {asset.Address}.";
    }

    private string? TryScale(AssetInfo asset, out UInt256 amount)
    {
        amount = default;
        if (Symbol is not null && !string.Equals(Symbol, asset.Symbol, StringComparison.OrdinalIgnoreCase))
            return $"The price {this} is not in {asset.Symbol}.";
        var fraction = (_fraction ?? "").TrimEnd('0');
        if (fraction.Length > asset.Decimals)
            return $"The price {this} is finer than the smallest unit of {asset.Symbol}, which has {asset.Decimals} decimals.";
        return UInt256.TryParse((_integer ?? "0") + fraction.PadRight(asset.Decimals, '0'), out amount)
            ? null
            : $"The price {this} does not fit into 256 bits of {asset.Symbol} units.";
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
