using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using X402.Networks;
using X402.Protocol;

namespace X402.AspNetCore.Paywall;

/// <summary>
/// The built-in page: what is sold, what it costs, and a way to pay it with a browser wallet. It needs nothing from other origins, and its
/// policy allows exactly its own style and its own script, by their hashes.
/// </summary>
/// <remarks>Texts of sellers and URLs of requests are hostile: each is encoded where it is put in; the script gets them as base64 and JSON.</remarks>
internal sealed class PaywallPage : IPaywallPage
{
    // in the order in which they build on each other
    private static readonly string[] s_scripts = ["wallets.js", "payment.js", "result.js", "page.js"];

    private readonly PaywallOptions _options;
    private readonly KnownNetworks _networks;
    private readonly DevelopmentWallet _wallet;
    private readonly TimeProvider _time;
    private readonly HtmlTemplate _template = new(HtmlTemplate.Load("paywall.html"));
    private readonly HtmlTemplate _option = new(HtmlTemplate.Load("option.html"));
    private readonly string _style;
    private readonly string _script;
    private readonly string _policy;

    public PaywallPage(IOptions<X402ServerOptions> options, DevelopmentWallet wallet, TimeProvider time)
    {
        _options = options.Value.Paywall;
        _networks = new KnownNetworks(_options.Networks);
        (_wallet, _time) = (wallet, time);
        _style = PaywallTheme.Apply(HtmlTemplate.Load("paywall.css"), _options.ThemeColor);
        _script = string.Concat(s_scripts.Select(HtmlTemplate.Load));
        _policy = $"default-src 'none'; script-src {Hash(_script)}; style-src {Hash(_style)}; connect-src 'self'; img-src 'self' data: blob:; media-src blob:; "
            + "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    public PaywallDocument Render(PaywallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var offer = context.Offer;
        var seller = Seller(offer.Resource);
        var html = _template.Fill(hole => hole switch
        {
            "title" => HtmlTemplate.Encode($"{Price(context, 0)} · {seller}"),
            "seller" => HtmlTemplate.Encode(seller),
            "logo" => Logo(seller),
            "price" => HtmlTemplate.Encode(Price(context, 0)),
            "description" => HtmlTemplate.Encode(offer.Resource.Description is { Length: > 0 } description ? description : "This resource is sold per request."),
            "url" => HtmlTemplate.Encode(offer.Resource.Url),
            "options" => string.Concat(offer.Accepts.Select((_, index) => Option(context, index))),
            "options-kind" => offer.Accepts.Count > 1 ? "choice" : "single",
            "data" => Data(context),
            "style" => _style,
            "script" => _script,
            _ => throw new InvalidOperationException($"The page has an unknown hole '{hole}'."),
        });
        return new(Encoding.UTF8.GetBytes(html), _policy);
    }

    private string Option(PaywallContext context, int index)
    {
        var terms = context.Offer.Accepts[index];
        return _option.Fill(hole => HtmlTemplate.Encode(hole switch
        {
            "index" => index.ToString(CultureInfo.InvariantCulture),
            "checked" => index == 0 ? "checked" : "",
            "amount" => TokenAmount.Of(terms).Text,
            "units" => terms.Amount,
            "network" => NetworkName(terms.Network),
            "network-id" => terms.Network,
            "recipient" => terms.PayTo,
            "asset" => terms.Asset,
            _ => throw new InvalidOperationException($"The page has an unknown hole '{hole}'."),
        }));
    }

    // what the script needs to know besides the offer; the encoder leaves nothing in it that could end the element
    private string Data(PaywallContext context)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("offer"u8, context.OfferHeader);
            writer.WriteString("method"u8, context.HttpContext.Request.Method);
            writer.WriteNumber("now"u8, _time.GetUtcNow().ToUnixTimeMilliseconds());
            writer.WriteStartArray("options"u8);
            for (var i = 0; i < context.Offer.Accepts.Count; i++)
                Write(writer, context.Offer.Accepts[i], Price(context, i));
            writer.WriteEndArray();
            if (_wallet is { IsAllowed: true, Path: { } path } && context.Offer.Accepts.Any(static terms => DevelopmentWallet.Knows(terms.Network)))
                writer.WriteString("developmentWallet"u8, context.HttpContext.Request.PathBase.Add(path).ToUriComponent());
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, PaymentRequirements terms, string price)
    {
        var amount = TokenAmount.Of(terms);
        writer.WriteStartObject();
        writer.WriteString("price"u8, price);
        writer.WriteString("text"u8, amount.Text);
        writer.WriteString("symbol"u8, amount.Symbol);
        writer.WriteNumber("decimals"u8, amount.Decimals);
        writer.WriteString("network"u8, NetworkName(terms.Network));
        if (NetworkId.TryParse(terms.Network, out var network) && network.TryGetEvmChainId(out var chainId))
            writer.WriteNumber("chainId"u8, chainId);
        if (_networks.Find(terms.Network) is { } known)
        {
            writer.WriteString("currency"u8, known.Currency);
            writer.WriteString("rpcUrl"u8, known.RpcUrl);
            writer.WriteString("transactionUrl"u8, known.TransactionUrl);
        }
        writer.WriteEndObject();
    }

    private string Logo(string seller) => _options.LogoUrl is { } url
        ? $"<img class=\"logo\" src=\"{HtmlTemplate.Encode(url)}\" alt=\"\">"
        : $"<span class=\"logo\" aria-hidden=\"true\">{HtmlTemplate.Encode(StringInfo.GetNextTextElement(seller.Length > 0 ? seller : "?").ToUpperInvariant())}</span>";

    private string Seller(ResourceInfo resource) => _options.Name is { Length: > 0 } name ? name
        : resource.ServiceName is { Length: > 0 } service ? service
        : Uri.TryCreate(resource.Url, UriKind.Absolute, out var url) ? url.Authority : "This server";

    private string NetworkName(string network) => _networks.Find(network)?.Name ?? network;

    private static string Price(PaywallContext context, int index) =>
        index < context.Prices.Count ? context.Prices[index] : context.Offer.Accepts.Count > index ? TokenAmount.Of(context.Offer.Accepts[index]).Text : "Paid";

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
