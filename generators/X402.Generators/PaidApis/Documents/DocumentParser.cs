using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>
/// Reads what a declared API says about itself: where it is declared, because comments are not part of a compiled interface.
/// </summary>
internal static class DocumentParser
{
    public static ApiDocumentModel? Parse(INamedTypeSymbol type)
    {
        // a document beside a nested interface would need its containing types
        if (type.ContainingType is not null || type.Attribute(ApiParser.Attribute) is not { ConstructorArguments: [{ Value: INamedTypeSymbol json }] })
            return null;
        var rules = new JsonRules(json);
        var parsed = ParsedApi.Of(type);
        if (parsed.Model is not { } api)
            return null;
        var endpoints = new EndpointDocumentModel[api.Endpoints.Count];
        for (var i = 0; i < endpoints.Length; i++)
            endpoints[i] = Describe(parsed.Methods[i], api.Endpoints[i], rules);
        return new(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            api.Interface,
            api.Name,
            type.DeclaredAccessibility == Accessibility.Public ? "public" : "internal",
            new(endpoints));
    }

    /// <summary>Whether the documents of an interface exist: where it is declared they are generated too, in an older assembly they may be missing.</summary>
    public static bool Exists(INamedTypeSymbol api, string name, IAssemblySymbol here) =>
        api.ContainingType is null
        && (SymbolEqualityComparer.Default.Equals(api.ContainingAssembly, here)
            || api.ContainingAssembly.GetTypeByMetadataName(api.ContainingNamespace.IsGlobalNamespace ? NameOf(name) : $"{api.ContainingNamespace.ToDisplayString()}.{NameOf(name)}") is not null);

    /// <summary>The name of the class of an API's documents.</summary>
    public static string NameOf(string api) => api + "Document";

    private static EndpointDocumentModel Describe(IMethodSymbol method, EndpointModel endpoint, JsonRules rules)
    {
        var docs = XmlDocs.Of(method);
        var writer = new DiscoveryWriter(method, endpoint, docs, rules);
        return new(
            endpoint.Handler,
            $"{endpoint.Verb.ToUpperInvariant()} {endpoint.Route}",
            endpoint.Price?.Description ?? docs.Summary,
            writer.WriteBazaar(),
            writer.WriteOutputSchema());
    }
}
