using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Tells lists and dictionaries from other types.</summary>
internal static class Collections
{
    /// <summary>The type of the items, or that of the values where the keys are texts.</summary>
    public static (ITypeSymbol? Item, ITypeSymbol? Entry) Of(ITypeSymbol type)
    {
        ITypeSymbol? item = null;
        if (Look(type, ref item) is { } own)
            return (null, own);
        foreach (var contract in type.AllInterfaces)
        {
            if (Look(contract, ref item) is { } entry)
                return (null, entry);
        }
        return (item, null);
    }

    private static ITypeSymbol? Look(ITypeSymbol type, ref ITypeSymbol? item)
    {
        if (type is not INamedTypeSymbol named)
            return null;
        if (named.ConstructedFrom.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || named is { Name: "IAsyncEnumerable", Arity: 1 })
            item ??= named.TypeArguments[0];
        return named is { Name: "IReadOnlyDictionary" or "IDictionary", TypeArguments: [_, var value] } ? value : null;
    }
}
