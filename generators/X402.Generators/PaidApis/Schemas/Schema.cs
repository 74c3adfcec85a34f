namespace X402.Generators.PaidApis;

/// <summary>What JSON may be at one place. Lives only while a declaration is parsed; what is kept is its text.</summary>
internal sealed class Schema
{
    /// <summary>The JSON type; <see langword="null"/> where anything is allowed.</summary>
    public string? Type { get; set; }

    public string? Format { get; set; }

    public string? Description { get; set; }

    public bool IsNullable { get; set; }

    /// <summary>The smallest number, as JSON.</summary>
    public string? Minimum { get; set; }

    /// <summary>The largest number, as JSON.</summary>
    public string? Maximum { get; set; }

    public int? Length { get; set; }

    /// <summary>What counts when it is left out, as JSON.</summary>
    public string? Default { get; set; }

    /// <summary>The only values, as JSON.</summary>
    public List<string>? Values { get; set; }

    public List<SchemaMember>? Members { get; set; }

    /// <summary>What the items of an array are.</summary>
    public Schema? Items { get; set; }

    /// <summary>What the values of a dictionary are.</summary>
    public Schema? Entries { get; set; }

    /// <summary>The name of the definition that says the rest, for types that contain themselves.</summary>
    public string? Reference { get; set; }

    /// <summary>The forms of a polymorphic type.</summary>
    public List<Schema>? Forms { get; set; }

    public static Schema Any => new();

    public static Schema Of(string type, string? format = null) => new() { Type = type, Format = format };

    public static Schema Object(params SchemaMember[] members) => new() { Type = "object", Members = [.. members] };
}
