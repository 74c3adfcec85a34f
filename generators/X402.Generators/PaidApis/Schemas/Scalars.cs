using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>The types that JSON writes as one value.</summary>
internal static class Scalars
{
    public static Schema? Read(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => Schema.Of("string"),
        SpecialType.System_Char => new() { Type = "string", Length = 1 },
        SpecialType.System_Boolean => Schema.Of("boolean"),
        SpecialType.System_Byte => Integer("0", "255"),
        SpecialType.System_SByte => Integer("-128", "127"),
        SpecialType.System_Int16 => Integer("-32768", "32767"),
        SpecialType.System_UInt16 => Integer("0", "65535"),
        SpecialType.System_Int32 => Schema.Of("integer", "int32"),
        SpecialType.System_Int64 => Schema.Of("integer", "int64"),
        SpecialType.System_UInt32 or SpecialType.System_UInt64 => Integer("0", null),
        SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal => Schema.Of("number"),
        SpecialType.System_DateTime => Schema.Of("string", "date-time"),
        _ => ReadNamed(type),
    };

    private static Schema Integer(string minimum, string? maximum) => new() { Type = "integer", Minimum = minimum, Maximum = maximum };

    private static Schema? ReadNamed(ITypeSymbol type) => type.Name switch
    {
        "DateTimeOffset" when IsIn(type, "System") => Schema.Of("string", "date-time"),
        "DateOnly" when IsIn(type, "System") => Schema.Of("string", "date"),
        "TimeOnly" when IsIn(type, "System") => Schema.Of("string", "time"),
        "TimeSpan" when IsIn(type, "System") => Schema.Of("string", "duration"),
        "Guid" when IsIn(type, "System") => Schema.Of("string", "uuid"),
        "Uri" when IsIn(type, "System") => Schema.Of("string", "uri-reference"),
        "Version" when IsIn(type, "System") => Schema.Of("string"),
        "Half" when IsIn(type, "System") => Schema.Of("number"),
        "Int128" when IsIn(type, "System") => Schema.Of("integer"),
        "UInt128" when IsIn(type, "System") => Integer("0", null),
        "JsonElement" or "JsonDocument" when IsIn(type, "System.Text.Json") => Schema.Any,
        "JsonNode" or "JsonValue" when IsIn(type, "System.Text.Json.Nodes") => Schema.Any,
        "JsonObject" when IsIn(type, "System.Text.Json.Nodes") => Schema.Of("object"),
        "JsonArray" when IsIn(type, "System.Text.Json.Nodes") => Schema.Of("array"),
        _ => null,
    };

    private static bool IsIn(ITypeSymbol type, string name) => type.ContainingNamespace?.ToDisplayString() == name;
}
