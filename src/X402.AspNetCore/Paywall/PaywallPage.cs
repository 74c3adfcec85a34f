using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using X402.Money;
using X402.Assets;
using X402.Networks;
using X402.Protocol;

namespace X402.AspNetCore.Paywall;

/// <summary>What a person sees who opens a paid resource in a browser: what it costs and how to pay. It needs nothing from other origins.</summary>
internal static class PaywallPage
{
    private static readonly string s_template = Load();

    /// <summary>Renders the page. Every value is encoded where it is put in; the policy allows this page's own style and nothing else.</summary>
    public static (byte[] Html, string ContentSecurityPolicy) Render(PaymentRequired offer, IReadOnlyList<string> prices)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var name = offer.Resource.ServiceName is { Length: > 0 } service ? service : Host(offer.Resource.Url);
        var html = new StringBuilder(s_template)
            .Replace("{{nonce}}", nonce)
            .Replace("{{price}}", Encode(prices.Count > 0 ? prices[0] : "paid"))
            .Replace("{{offers}}", Offers(offer, prices))
            .Replace("{{seller}}", Encode(name))
            .Replace("{{description}}", Encode(offer.Resource.Description is { Length: > 0 } description ? description : "This resource is sold per request."))
            // last: nothing that comes from a request is searched for further holes
            .Replace("{{url}}", Encode(offer.Resource.Url));
        return (Encoding.UTF8.GetBytes(html.ToString()),
            $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    private static string Offers(PaymentRequired offer, IReadOnlyList<string> prices)
    {
        var rows = new StringBuilder();
        for (var i = 0; i < offer.Accepts.Count; i++)
        {
            var accepted = offer.Accepts[i];
            rows.Append("<tr><td>").Append(Encode(Amount(accepted, i < prices.Count ? prices[i] : accepted.Amount)))
                .Append("</td><td>").Append(Encode(accepted.Network))
                .Append("</td><td><code>").Append(Encode(accepted.PayTo))
                .Append("</code></td></tr>");
        }
        return rows.ToString();
    }

    private static string Amount(PaymentRequirements accepted, string price) =>
        NetworkId.TryParse(accepted.Network, out var network) && AssetRegistry.Default.TryGetByAddress(network, accepted.Asset, out var asset) && UInt256.TryParse(accepted.Amount, out var units)
            ? $"{Decimal(units, asset.Decimals)} {asset.Symbol}"
            : price;

    private static string Decimal(UInt256 units, int decimals)
    {
        var digits = units.ToString().PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : string.Create(CultureInfo.InvariantCulture, $"{digits[..^decimals]}.{fraction}");
    }

    private static string Host(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Authority : "";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text).Replace("{{", "&#123;&#123;", StringComparison.Ordinal);

    private static string Load()
    {
        using var stream = typeof(PaywallPage).Assembly.GetManifestResourceStream("X402.AspNetCore.Paywall.paywall.html")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
