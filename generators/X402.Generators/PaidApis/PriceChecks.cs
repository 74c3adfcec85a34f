using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Checks what a price says. All mistakes are reported, not only the first.</summary>
internal sealed class PriceChecks(Action<Diagnostic>? report)
{
    private static readonly Regex s_network = new("^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$", RegexOptions.CultureInvariant);
    private static readonly Regex s_address = new("^0x[0-9a-fA-F]{40}$", RegexOptions.CultureInvariant);

    private bool _valid = true;

    public bool Check(PriceModel price, Location location)
    {
        // a method is checked where the parameters are known; beside it there is no price
        var text = price.Price ?? (price.From is null ? "" : "$1");
        if (!Prices.IsPrice(text) || (price.From is not null && price.Price is not null))
            Refuse(Rules.BadPrice, location, text);
        else if (Prices.IsZero(text))
            Refuse(Rules.ZeroPrice, location, text);
        else if (Prices.IsTooFine(text))
            Refuse(Rules.PriceTooFine, location, text);
        if (price.Network is { } network && !s_network.IsMatch(network))
            Refuse(Rules.BadNetwork, location, network);
        if (price.Scheme is { } scheme && scheme is not ("exact" or "upto" or "batch-settlement" or "auth-capture"))
            Refuse(Rules.UnknownScheme, location, scheme);
        if (price.Flow is { } flow && flow is not ("authorization" or "upfront" or "escrow"))
            Refuse(Rules.UnknownFlow, location, flow);
        // recipients of other chains have other forms; without a network the server's decides
        if (price.PayTo is { } payTo && (payTo.StartsWith("0x", StringComparison.Ordinal) || price.Network?.StartsWith("eip155:", StringComparison.Ordinal) == true) && !IsAddress(payTo))
            Refuse(Rules.BadPayTo, location, payTo);
        return _valid;
    }

    private void Refuse(DiagnosticDescriptor rule, Location location, string text)
    {
        report?.Invoke(Diagnostic.Create(rule, location, text));
        _valid = false;
    }

    // one case throughout, or the mixed case of EIP-55, which catches nearly every typing error
    private static bool IsAddress(string text)
    {
        if (!s_address.IsMatch(text))
            return false;
        var digits = text.Substring(2);
        var lower = digits.ToLowerInvariant();
        if (!(HasLetter(digits, 'a', 'f') && HasLetter(digits, 'A', 'F')))
            return true;
        var hash = Keccak256.Hash(Encoding.ASCII.GetBytes(lower));
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (i & 1) == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (char.IsLetter(digits[i]) && char.IsUpper(digits[i]) != (nibble >= 8))
                return false;
        }
        return true;
    }

    private static bool HasLetter(string digits, char first, char last)
    {
        foreach (var digit in digits)
        {
            if (digit >= first && digit <= last)
                return true;
        }
        return false;
    }
}
