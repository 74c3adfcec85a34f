using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>A declared API with the methods of its endpoints, in the same order. Lives as long as its symbols; what outlives them is made of <see cref="Model"/>.</summary>
internal sealed class ParsedApi(ApiModel? model, IReadOnlyList<IMethodSymbol> methods)
{
    // Documents, endpoints and clients ask for the same interface in the same version of a program. The table holds no symbol that nobody else holds.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, ParsedApi> s_parsed = new();

    /// <summary>The API, or <see langword="null"/> where the interface declares none.</summary>
    public ApiModel? Model { get; } = model;

    public IReadOnlyList<IMethodSymbol> Methods { get; } = methods;

    /// <summary>Parses an interface, once for all who ask.</summary>
    public static ParsedApi Of(INamedTypeSymbol type) => s_parsed.GetValue(type, static type =>
    {
        var parser = new ApiParser();
        return new(parser.Parse(type), parser.Methods);
    });
}
