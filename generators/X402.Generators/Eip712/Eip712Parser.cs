using System.Text;
using Microsoft.CodeAnalysis;

namespace X402.Generators.Eip712;

/// <summary>Reads a record with <c>[Eip712Struct]</c>. What it refuses is an error, which the analyzer reports.</summary>
internal sealed class Eip712Parser(Action<Diagnostic>? report = null)
{
    public const string Attribute = "X402.Evm.TypedData.Eip712StructAttribute";
    private const string TypeAttribute = "X402.Evm.TypedData.Eip712TypeAttribute";
    private const string NotSigned = "X402.Evm.TypedData.NotSignedAttribute";
    private const string UnknownMembers = "X402.Evm.Payloads.UnknownMembersAttribute";

    public Eip712StructModel? Parse(INamedTypeSymbol type)
    {
        if (type.PrimaryParameters() is not { } parameters)
        {
            report?.Invoke(Diagnostic.Create(Rules.NotAPartialRecord, type.Locations[0], type.Name));
            return null;
        }
        var members = new List<Eip712MemberModel>();
        var valid = true;
        foreach (var parameter in parameters)
        {
            if (!IsSigned(parameter))
                continue;
            if (Classify(parameter) is { } member)
                members.Add(new(parameter.Name, Symbols.CamelCase(parameter.Name), member.Kind));
            else
                valid = Refuse(parameter);
        }
        var dependencies = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!valid || EncodeWith(type, dependencies, []) is not { } primary)
            return null;
        dependencies.Remove(NameOf(type));
        var encoded = primary + string.Concat(dependencies.Values);
        return new(TypeHeader.Of(type), encoded, new(Keccak256.Hash(Encoding.UTF8.GetBytes(encoded))), new([.. members]));
    }

    private bool Refuse(IParameterSymbol parameter)
    {
        report?.Invoke(Diagnostic.Create(Rules.NotSignable, parameter.Locations[0], parameter.Name, parameter.Type.ToDisplayString()));
        return false;
    }

    private static string? EncodeWith(INamedTypeSymbol type, SortedDictionary<string, string> dependencies, HashSet<string> open)
    {
        // a struct that contains itself has no encoding; its hash would not end
        if (type.PrimaryParameters() is not { } parameters || !open.Add(type.FullName()))
            return null;
        var text = new StringBuilder(NameOf(type)).Append('(');
        var first = true;
        foreach (var parameter in parameters)
        {
            if (!IsSigned(parameter))
                continue;
            if (Classify(parameter) is not { } member)
                return null;
            if (member.Nested is { } nested && !dependencies.ContainsKey(NameOf(nested)))
            {
                if (EncodeWith(nested, dependencies, open) is not { } encoded)
                    return null;
                dependencies[NameOf(nested)] = encoded;
            }
            text.Append(first ? "" : ",").Append(member.SolidityType).Append(' ').Append(Symbols.CamelCase(parameter.Name));
            first = false;
        }
        open.Remove(type.FullName());
        return text.Append(')').ToString();
    }

    private static (Eip712MemberKind Kind, string SolidityType, INamedTypeSymbol? Nested)? Classify(IParameterSymbol parameter)
    {
        var stated = parameter.Attribute(TypeAttribute).Text(0);
        switch (parameter.Type.FullName())
        {
            case "X402.Evm.EvmAddress":
                return (Eip712MemberKind.Address, "address", null);
            case "X402.Money.UInt256":
                return IntegerBits(stated ?? "uint256") is null ? null : (Eip712MemberKind.Integer, stated ?? "uint256", null);
            case "ulong":
                return IntegerBits(stated ?? "uint64") is null or > 64 ? null : (Eip712MemberKind.Integer, stated ?? "uint64", null);
            case "X402.Evm.Hash32":
                return (Eip712MemberKind.Bytes32, "bytes32", null);
            case "System.ReadOnlyMemory<byte>":
                return (Eip712MemberKind.Bytes, "bytes", null);
            case "string":
                return (Eip712MemberKind.Text, "string", null);
        }
        if (parameter.Type is not INamedTypeSymbol type)
            return null;
        if (type.Attribute(Attribute) is not null)
            return (Eip712MemberKind.Struct, NameOf(type), type);
        return type.ListItem() is { } item && item.Attribute(Attribute) is not null
            ? (Eip712MemberKind.Structs, NameOf(item) + "[]", item)
            : null;
    }

    /// <summary>The bits of an unsigned integer type: <c>uint8</c> to <c>uint256</c>.</summary>
    public static int? IntegerBits(string type) =>
        type.StartsWith("uint", StringComparison.Ordinal) && int.TryParse(type.Substring(4), out var bits) && bits is > 0 and <= 256 && bits % 8 == 0 && type == $"uint{bits}"
            ? bits
            : null;

    /// <summary>The bits that a member's own attribute allows.</summary>
    public static int? BitsOf(IParameterSymbol parameter) => parameter.Attribute(TypeAttribute).Text(0) is { } type ? IntegerBits(type) : null;

    private static bool IsSigned(IParameterSymbol parameter) => parameter.Attribute(NotSigned) is null && parameter.Attribute(UnknownMembers) is null;

    private static string NameOf(INamedTypeSymbol type) => type.Attribute(Attribute).Text(0) ?? type.Name;
}
