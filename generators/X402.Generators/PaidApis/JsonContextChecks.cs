using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Checks that the JSON context knows what an API sends; the server would otherwise refuse to start.</summary>
internal sealed class JsonContextChecks
{
    private const string Context = "System.Text.Json.Serialization.JsonSerializerContext";
    private const string Serializable = "System.Text.Json.Serialization.JsonSerializableAttribute";

    /// <summary>The property of a report that names the type, for the fix.</summary>
    public const string TypeProperty = "type";

    private readonly INamedTypeSymbol _context;
    private readonly Action<Diagnostic>? _report;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public JsonContextChecks(INamedTypeSymbol context, INamedTypeSymbol api, Action<Diagnostic>? report)
    {
        _context = context;
        // one report for a context that is none, not one more for each type
        _report = context.BaseType?.FullName() == Context ? report : null;
        if (_report is null)
            report?.Invoke(Diagnostic.Create(Rules.NoJsonContext, api.Locations[0], context.ToDisplayString()));
        if (report is null)
            return;
        foreach (var attribute in context.GetAttributes())
        {
            if (attribute.AttributeClass?.FullName() == Serializable && attribute.ConstructorArguments is [{ Value: ITypeSymbol type }])
                _known.Add(NameOf(type));
        }
    }

    public void Check(ITypeSymbol type, IMethodSymbol method)
    {
        if (_report is null || !_known.Add(NameOf(type)))
            return;
        var name = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString();
        _report(Diagnostic.Create(Rules.UnknownToJson, method.Locations[0], ImmutableDictionary<string, string?>.Empty.Add(TypeProperty, NameOf(type)), _context.Name, name));
    }

    private static string NameOf(ITypeSymbol type) => type.GlobalName().TrimEnd('?');
}
