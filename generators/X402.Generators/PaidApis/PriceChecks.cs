using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Checks what a price says. All mistakes are reported, not only the first.</summary>
internal sealed class PriceChecks(Action<Diagnostic>? report)
{
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
        if (price.Network is { } network && !IsNetwork(network))
            Refuse(Rules.BadNetwork, location, network);
        if (price.Scheme is { } scheme && scheme is not ("exact" or "upto" or "batch-settlement" or "auth-capture"))
            Refuse(Rules.UnknownScheme, location, scheme);
        if (price.Flow is { } flow && flow is not ("authorization" or "upfront" or "escrow"))
            Refuse(Rules.UnknownFlow, location, flow);
        // recipients of other chains have other forms; without a network the server's decides
        if (price.PayTo is { } payTo && (payTo.StartsWith("0x", StringComparison.Ordinal) || price.Network?.StartsWith("eip155:", StringComparison.Ordinal) == true) && !Addresses.IsRight(payTo))
            Refuse(Rules.BadPayTo, location, payTo);
        return _valid;
    }

    // CAIP-2: a namespace and what is a network in it
    private static bool IsNetwork(string text)
    {
        var colon = text.IndexOf(':');
        return colon is >= 3 and <= 8 && text.Length - colon - 1 is >= 1 and <= 32
            && Characters.AreAll(text.Substring(0, colon), static character => character == '-' || Characters.IsLower(character) || Characters.IsDigit(character))
            && Characters.AreAll(text, static character => character is '-' or '_' || Characters.IsLower(character) || Characters.IsUpper(character) || Characters.IsDigit(character), colon + 1);
    }

    private void Refuse(DiagnosticDescriptor rule, Location location, string text)
    {
        report?.Invoke(Diagnostic.Create(rule, location, text));
        _valid = false;
    }
}
