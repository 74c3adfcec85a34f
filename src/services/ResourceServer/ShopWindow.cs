using System.Text;
using X402.AspNetCore;

namespace X402.ResourceServer;

/// <summary>What the shop tells everybody for free.</summary>
/// <param name="Name">The shop.</param>
/// <param name="Catalogue">Where programs read the offers.</param>
/// <param name="OpenApi">Where the OpenAPI document is.</param>
/// <param name="Items">What is sold.</param>
internal sealed record ShopWindow(string Name, string Catalogue, string OpenApi, IReadOnlyList<ShopWindow.Item> Items)
{
    /// <summary>One thing that is sold.</summary>
    /// <param name="Request">How to ask for it.</param>
    /// <param name="Price">What it costs.</param>
    /// <param name="Description">What it is.</param>
    internal sealed record Item(string Request, string Price, string Description);

    /// <summary><c>GET /</c>: text for people, JSON for programs that ask for it.</summary>
    public static IResult Show(IPaidEndpointCatalog catalogue, HttpRequest request)
    {
        var window = new ShopWindow(
            "X402 sample shop",
            "/.well-known/x402",
            "/openapi/v1.json",
            [.. catalogue.Endpoints.Select(paid => new Item(paid.Name, string.Join(" or ", paid.Prices), paid.Description ?? ""))]);
        return request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Ok(window)
            : TypedResults.Text(window.ToText(), "text/plain", Encoding.UTF8);
    }

    private string ToText()
    {
        var text = new StringBuilder().AppendLine(Name).AppendLine();
        foreach (var item in Items)
            text.AppendLine($"{item.Price,-8}{item.Request,-24}{item.Description}");
        return text.AppendLine()
            .AppendLine("Ask without paying to see the offer (402). Pay with any x402 client, version 1 or 2.")
            .AppendLine($"Offers for programs: {Catalogue}, and as OpenAPI: {OpenApi}")
            .ToString();
    }
}
