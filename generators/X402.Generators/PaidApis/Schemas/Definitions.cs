using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>The types of one document that contain themselves: each is described once, by name, and referred to wherever it occurs.</summary>
internal sealed class Definitions
{
    private readonly Dictionary<(ITypeSymbol Type, bool IsWritten), string> _names = new(new TypeAndSide());
    private readonly SortedDictionary<string, Schema?> _schemas = new(StringComparer.Ordinal);

    /// <summary>The definitions by name, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, Schema?>> All => _schemas;

    public bool IsEmpty => _schemas.Count == 0;

    /// <summary>The definition of this name.</summary>
    public Schema? Find(string name) => _schemas.TryGetValue(name, out var schema) ? schema : null;

    /// <summary>The name of a type's definition, where it has one.</summary>
    public string? NameOf(ITypeSymbol type, bool isWritten) => _names.TryGetValue((type, isWritten), out var name) ? name : null;

    /// <summary>Gives a type a definition, which is said later.</summary>
    public string Add(ITypeSymbol type, bool isWritten)
    {
        if (NameOf(type, isWritten) is { } known)
            return known;
        // what is sent and what is answered may differ in what is required
        var wanted = Plain(isWritten ? TextOf(type) : TextOf(type) + "Input");
        var name = wanted;
        for (var i = 2; _schemas.ContainsKey(name); i++)
            name = wanted + i;
        _names.Add((type, isWritten), name);
        _schemas.Add(name, null);
        return name;
    }

    public void Say(string name, Schema schema) => _schemas[name] = schema;

    // Node<Book> is NodeOfBook, which needs no escapes where it is referred to
    private static string TextOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => TextOf(array.ElementType) + "Array",
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => $"{generic.Name}Of{string.Join("And", Array.ConvertAll(generic.TypeArguments.ToArray(), TextOf))}",
        _ => type.Name,
    };

    private static string Plain(string name)
    {
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
            letters[i] = letters[i] < 128 ? letters[i] : '_';
        return new(letters);
    }

    private sealed class TypeAndSide : IEqualityComparer<(ITypeSymbol Type, bool IsWritten)>
    {
        public bool Equals((ITypeSymbol Type, bool IsWritten) x, (ITypeSymbol Type, bool IsWritten) y) =>
            x.IsWritten == y.IsWritten && SymbolEqualityComparer.Default.Equals(x.Type, y.Type);

        public int GetHashCode((ITypeSymbol Type, bool IsWritten) key) => SymbolEqualityComparer.Default.GetHashCode(key.Type);
    }
}
