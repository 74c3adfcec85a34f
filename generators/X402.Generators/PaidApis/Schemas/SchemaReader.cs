using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Reads from a C# type what its JSON is.</summary>
/// <param name="rules">How the JSON context writes.</param>
/// <param name="definitions">Receives the types that contain themselves.</param>
/// <param name="isWritten">Whether the server writes it; otherwise it reads it, and what has a default may be left out.</param>
internal sealed class SchemaReader(JsonRules rules, Definitions definitions, bool isWritten)
{
    private const string Serialization = "System.Text.Json.Serialization.";

    // for generic types that grow with each step: their schema would never end
    private const int MaxDepth = 16;

    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);

    public Schema Read(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] })
            return Nullable(Read(value));
        var schema = Scalars.Read(type) ?? ReadEnum(type) ?? (type is IArrayTypeSymbol array ? ReadArray(array) : ReadNamed(type));
        return type.NullableAnnotation == NullableAnnotation.Annotated ? Nullable(schema) : schema;
    }

    private static Schema Nullable(Schema schema)
    {
        schema.IsNullable = true;
        return schema;
    }

    private Schema? ReadEnum(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
            return null;
        var isText = rules.WritesEnumNames || Converter(type)?.StartsWith("JsonStringEnumConverter", StringComparison.Ordinal) == true;
        // combined flags have no list of values
        if (type.Attribute("System.FlagsAttribute") is not null)
            return Schema.Of(isText ? "string" : "integer");
        var schema = Schema.Of(isText ? "string" : "integer");
        schema.Values = [];
        foreach (var member in enumeration.GetMembers())
        {
            if (member is not IFieldSymbol { HasConstantValue: true, ConstantValue: { } constant } field)
                continue;
            var name = field.Attribute(Serialization + "JsonStringEnumMemberNameAttribute").Text(0) ?? field.Name;
            schema.Values.Add(isText ? JsonText.QuoteText(name) : Constants.ToJson(constant));
        }
        return schema;
    }

    private Schema ReadArray(IArrayTypeSymbol array) =>
        array.ElementType.SpecialType == SpecialType.System_Byte ? Schema.Of("string", "base64") : List(array.ElementType);

    // a type that is met within itself gets a definition, and both places refer to it
    private Schema ReadNamed(ITypeSymbol type)
    {
        if (definitions.NameOf(type, isWritten) is { } defined)
            return new() { Reference = defined };
        var (item, entry) = Collections.Of(type);
        // lists of the framework contain themselves through their items, if at all
        if ((item ?? entry) is not null && IsOfFramework(type))
            return ReadCollection(item, entry);
        if (_open.Contains(type))
            return new() { Reference = definitions.Add(type, isWritten) };
        if (_open.Count == MaxDepth)
            return Schema.Of(item is null ? "object" : "array");
        _open.Add(type);
        var schema = (item ?? entry) is null ? ReadObject(type) : ReadCollection(item, entry);
        _open.Remove(type);
        if (definitions.NameOf(type, isWritten) is not { } name)
            return schema;
        definitions.Say(name, schema);
        return new() { Reference = name };
    }

    private Schema ReadCollection(ITypeSymbol? item, ITypeSymbol? entry) => entry is not null ? Dictionary(entry) : List(item!);

    private Schema List(ITypeSymbol item)
    {
        var schema = Schema.Of("array");
        schema.Items = Read(item);
        return schema;
    }

    private Schema Dictionary(ITypeSymbol value)
    {
        var schema = Schema.Of("object");
        schema.Entries = Read(value);
        return schema;
    }

    private Schema ReadObject(ITypeSymbol type)
    {
        // a converter of the seller's own writes what it likes
        if (type.SpecialType == SpecialType.System_Object || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface) || Converter(type) is not null)
            return Schema.Any;
        var docs = XmlDocs.Of(type);
        var schema = Schema.Of("object");
        schema.Description = docs.Summary;
        if (Polymorphism.FormsOf(type) is { Count: > 0 } forms)
        {
            schema.Forms = [];
            foreach (var (form, discriminator) in forms)
            {
                var derived = ReadMembers(form);
                if (discriminator is not null)
                    derived.Members!.Insert(0, new(Polymorphism.MemberOf(type), new() { Values = [discriminator] }, true));
                schema.Forms.Add(derived);
            }
        }
        else
        {
            schema.Members = ReadMembers(type).Members;
        }
        return schema;
    }

    private Schema ReadMembers(ITypeSymbol type)
    {
        var schema = Schema.Object();
        var docs = XmlDocs.Of(type);
        var bases = new Stack<ITypeSymbol>();
        for (var current = type; current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); current = current.BaseType)
            bases.Push(current);
        var parameters = Parameters(type);
        foreach (var declaring in bases)
        {
            foreach (var member in declaring.GetMembers())
            {
                if (TypeOf(member) is not { } memberType || member.Attribute(Serialization + "JsonIgnoreAttribute") is { } ignored && ignored.Named("Condition", 1) == 1)
                    continue;
                var name = member.Attribute(Serialization + "JsonPropertyNameAttribute").Text(0) ?? rules.NameOf(member.Name);
                if (schema.Members!.Exists(known => known.Name == name))
                    continue;
                parameters.TryGetValue(member.Name, out var parameter);
                var read = Read(memberType);
                if (member.Attribute(Serialization + "JsonConverterAttribute") is not null)
                    read = new() { Description = read.Description };
                read.Description = XmlDocs.Of(member).Summary ?? docs.Parameter(member.Name) ?? read.Description;
                schema.Members.Add(new(name, read, isWritten ? IsAlwaysWritten(member, read) : MustBeSent(member, parameter, read)));
            }
        }
        return schema;
    }

    private ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        { IsStatic: true } or { DeclaredAccessibility: not Accessibility.Public } => null,
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property => property.Type,
        IFieldSymbol field when rules.IncludesFields || field.Attribute(Serialization + "JsonIncludeAttribute") is not null => field.Type,
        _ => null,
    };

    private bool IsAlwaysWritten(ISymbol member, Schema schema) =>
        !(schema.IsNullable && rules.LeavesOutNull) && member.Attribute(Serialization + "JsonIgnoreAttribute").Named("Condition", 0) is not (2 or 3);

    private static bool MustBeSent(ISymbol member, IParameterSymbol? parameter, Schema schema) =>
        member is IPropertySymbol { IsRequired: true }
        || member.Attribute(Serialization + "JsonRequiredAttribute") is not null
        || (parameter is { HasExplicitDefaultValue: false } && !schema.IsNullable);

    private static Dictionary<string, IParameterSymbol> Parameters(ITypeSymbol type)
    {
        var found = new Dictionary<string, IParameterSymbol>(StringComparer.OrdinalIgnoreCase);
        IMethodSymbol? chosen = null;
        foreach (var constructor in (type as INamedTypeSymbol)?.InstanceConstructors ?? [])
        {
            var isCopy = constructor.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, type);
            if (constructor.DeclaredAccessibility == Accessibility.Public && !isCopy && (chosen is null || constructor.Parameters.Length > chosen.Parameters.Length))
                chosen = constructor;
        }
        foreach (var parameter in chosen?.Parameters ?? [])
            found[parameter.Name] = parameter;
        return found;
    }

    private static bool IsOfFramework(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name == "System";
    }

    private static string? Converter(ITypeSymbol type) =>
        type.Attribute(Serialization + "JsonConverterAttribute") is { ConstructorArguments: [{ Value: INamedTypeSymbol converter }] } ? converter.Name : null;
}
