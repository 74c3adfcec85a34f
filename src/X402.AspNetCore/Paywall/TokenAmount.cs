using System.Globalization;
using X402.Assets;
using X402.Money;
using X402.Networks;
using X402.Protocol;

namespace X402.AspNetCore.Paywall;

/// <summary>What is asked for, exactly, in the token.</summary>
/// <param name="Text">For example <c>0.01 USDC</c>; atomic units where the token is not known.</param>
/// <param name="Symbol">The ticker; empty where it is not known.</param>
/// <param name="Decimals">The token's digits; 0 where they are not known.</param>
internal sealed record TokenAmount(string Text, string Symbol, int Decimals)
{
    public static TokenAmount Of(PaymentRequirements requirements)
    {
        if (!NetworkId.TryParse(requirements.Network, out var network) || !UInt256.TryParse(requirements.Amount, out var units)
            || !AssetRegistry.Default.TryGetByAddress(network, requirements.Asset, out var asset))
            return new($"{requirements.Amount} atomic units", "", 0);
        return new($"{Decimal(units, asset.Decimals)} {asset.Symbol}", asset.Symbol, asset.Decimals);
    }

    private static string Decimal(UInt256 units, int decimals)
    {
        var digits = units.ToString().PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : string.Create(CultureInfo.InvariantCulture, $"{digits[..^decimals]}.{fraction}");
    }
}
