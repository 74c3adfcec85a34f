namespace X402.Generators.PaidApis;

/// <summary>One member of a JSON object.</summary>
internal sealed record SchemaMember(string Name, Schema Schema, bool IsRequired);
