using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Compares fixed prices with what a client says it pays at most: a dearer declaration breaks the build of its callers, and not their purse.</summary>
internal static class PriceCeiling
{
    private const string Attribute = "X402.PaidApiClientAttribute";

    public static void Check(INamedTypeSymbol client, Action<Diagnostic> report)
    {
        if (client.Attribute(Attribute) is not { ConstructorArguments: [{ Value: INamedTypeSymbol api }] } attribute || attribute.Named<string>("MaxPrice") is not { } ceiling)
            return;
        var location = attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : client.Locations[0];
        if (!Prices.IsPrice(ceiling))
        {
            report(Diagnostic.Create(Rules.BadPrice, location, ceiling));
            return;
        }
        foreach (var endpoint in ParsedApi.Of(api).Model?.Endpoints ?? EquatableArray<EndpointModel>.Empty)
        {
            // what is computed is limited when it runs
            if (endpoint.Price?.Price is { } price && !Prices.IsAtMost(price, ceiling))
                report(Diagnostic.Create(Rules.TooDear, location, endpoint.Name, price, client.Name, ceiling));
        }
    }
}
