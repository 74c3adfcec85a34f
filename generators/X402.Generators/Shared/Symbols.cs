using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace X402.Generators;

/// <summary>Questions to symbols that several parsers ask.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat s_globalName = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static AttributeData? Attribute(this ISymbol symbol, string metadataName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.Is(metadataName))
                return attribute;
        }
        return null;
    }

    public static T? Named<T>(this AttributeData? attribute, string name, T? otherwise = default)
    {
        if (attribute is null)
            return otherwise;
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array && argument.Value.Value is T value)
                return value;
        }
        return otherwise;
    }

    public static string? Text(this AttributeData? attribute, int position) =>
        attribute is not null && attribute.ConstructorArguments.Length > position ? attribute.ConstructorArguments[position].Value as string : null;

    /// <summary>Whether a type has this full name. Nearly all have not, and are told apart by their last name alone: writing names is slow.</summary>
    public static bool Is(this ITypeSymbol type, string fullName) =>
        fullName.EndsWith(type.Name, StringComparison.Ordinal) && fullName.Length > type.Name.Length && fullName[fullName.Length - type.Name.Length - 1] == '.' && type.FullName() == fullName;

    /// <summary>Namespace and name without <c>global::</c>.</summary>
    public static string FullName(this ITypeSymbol type) => type.ToDisplayString();

    public static string GlobalName(this ITypeSymbol type) => type.ToDisplayString(s_globalName);

    /// <summary>The item type of an <c>IReadOnlyList</c>, or <see langword="null"/> for any other type.</summary>
    public static INamedTypeSymbol? ListItem(this INamedTypeSymbol type) =>
        type.ConstructedFrom.SpecialType == SpecialType.System_Collections_Generic_IReadOnlyList_T ? type.TypeArguments[0] as INamedTypeSymbol : null;

    /// <summary>The parameters of a partial record's primary constructor, or <see langword="null"/> for any other type.</summary>
    public static IReadOnlyList<IParameterSymbol>? PrimaryParameters(this INamedTypeSymbol type)
    {
        if (!type.IsRecord || type.ContainingType is not null || type.IsGenericType)
            return null;
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var reference in constructor.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax() is RecordDeclarationSyntax { ParameterList: not null } syntax && IsPartial(syntax))
                    return constructor.Parameters;
            }
        }
        return null;
    }

    public static bool IsPartial(MemberDeclarationSyntax syntax)
    {
        foreach (var modifier in syntax.Modifiers)
        {
            if (modifier.Text == "partial")
                return true;
        }
        return false;
    }

    /// <summary>A name as JSON writes it: <c>ValidAfter</c> is <c>validAfter</c>.</summary>
    public static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary>A name as C# accepts it for a local, keywords included.</summary>
    public static string Local(string name)
    {
        var local = CamelCase(name);
        return Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(local) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? local : "@" + local;
    }
}
