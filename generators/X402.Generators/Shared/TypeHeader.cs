using Microsoft.CodeAnalysis;

namespace X402.Generators;

/// <summary>What is needed to continue a partial type.</summary>
/// <param name="Namespace">Its namespace, or the empty string.</param>
/// <param name="Name">Its name.</param>
/// <param name="Keyword">For example <c>record struct</c>.</param>
internal sealed record TypeHeader(string Namespace, string Name, string Keyword)
{
    public bool IsStruct => Keyword == "record struct";

    public string HintName(string part) => Namespace.Length == 0 ? $"{Name}.{part}.g.cs" : $"{Namespace}.{Name}.{part}.g.cs";

    public static TypeHeader Of(INamedTypeSymbol type) => new(
        type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
        type.Name,
        type switch
        {
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsRecord: true } => "record",
            { IsStatic: true } => "static class",
            _ => "class",
        });

    /// <summary>Opens the namespace and the type.</summary>
    public void Open(SourceWriter source, string? bases = null)
    {
        if (Namespace.Length > 0)
        {
            source.Line($"namespace {Namespace};");
            source.Line();
        }
        // partial stands directly before the last word
        var declaration = Keyword == "static class" ? "static partial class" : $"partial {Keyword}";
        source.Open($"{declaration} {Name}{(bases is null ? "" : $" : {bases}")}");
    }
}
