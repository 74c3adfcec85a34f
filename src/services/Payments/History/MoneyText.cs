using System.Globalization;
using System.Numerics;
using X402.Assets;
using X402.Networks;

namespace X402.Services.Payments.History;

/// <summary>Amounts as people read them. Integer arithmetic only.</summary>
public static class MoneyText
{
    /// <summary>The amount with its token, as <c>0.01 xUSD</c>; atomic units where the token is not known.</summary>
    public static string Of(string? amount, string? network, string? asset)
    {
        if (!BigInteger.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var units))
            return "–";
        return Of(units, network, asset);
    }

    /// <summary>The same for an amount that was added up.</summary>
    public static string Of(BigInteger units, string? network, string? asset) =>
        Asset(network, asset) is { } known ? $"{Decimal(units, known.Decimals)} {known.Symbol}" : $"{units.ToString("N0", CultureInfo.InvariantCulture)} units";

    /// <summary>A number as people read it; what is none stays as it is.</summary>
    public static string Units(string? number) =>
        BigInteger.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var units) ? units.ToString("N0", CultureInfo.InvariantCulture) : number ?? "–";

    /// <summary>How many decimals the token has; 0 where it is not known.</summary>
    public static int Decimals(string? network, string? asset) => Asset(network, asset)?.Decimals ?? 0;

    /// <summary>The token's symbol, or its shortened address.</summary>
    public static string Symbol(string? network, string? asset) => Asset(network, asset)?.Symbol ?? Short(asset);

    /// <summary>The beginning and the end of an address or a hash.</summary>
    public static string Short(string? hex) => hex switch
    {
        null or "" => "–",
        { Length: > 14 } => $"{hex[..6]}…{hex[^4..]}",
        _ => hex,
    };

    private static AssetInfo? Asset(string? network, string? asset)
    {
        if (network is null || !NetworkId.TryParse(network, out var id))
            return null;
        // spans of a payment that was refused early name no token; then it is the network's own one
        return asset is not null
            ? AssetRegistry.Default.TryGetByAddress(id, asset, out var known) ? known : null
            : AssetRegistry.Default.TryGetDefault(id, out var usual) ? usual : null;
    }

    private static string Decimal(BigInteger units, int decimals)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0').PadRight(2, '0');
        var whole = BigInteger.Parse(digits[..^decimals], CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
        return decimals == 0 ? whole : $"{whole}.{fraction}";
    }
}
