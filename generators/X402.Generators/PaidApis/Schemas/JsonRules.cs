using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>How a JSON context writes: read from its <c>[JsonSourceGenerationOptions]</c>.</summary>
internal sealed class JsonRules
{
    private const string Options = "System.Text.Json.Serialization.JsonSourceGenerationOptionsAttribute";

    private const int Web = 1;

    // JsonKnownNamingPolicy by number
    private static readonly string?[] s_policies = [null, "CamelCase", "SnakeCaseLower", "SnakeCaseUpper", "KebabCaseLower", "KebabCaseUpper"];

    private readonly string? _policy;

    public JsonRules(INamedTypeSymbol context)
    {
        var options = context.Attribute(Options);
        var isWeb = options?.ConstructorArguments is [{ Value: Web }];
        _policy = options.Named("PropertyNamingPolicy", -1) is >= 0 and var policy && policy < s_policies.Length ? s_policies[policy] : isWeb ? s_policies[1] : null;
        WritesEnumNames = options.Named("UseStringEnumConverter", false);
        // JsonIgnoreCondition: WhenWritingDefault is 2, WhenWritingNull is 3
        LeavesOutNull = options.Named("DefaultIgnoreCondition", 0) is 2 or 3;
        IncludesFields = options.Named("IncludeFields", false);
    }

    /// <summary>Whether enumerations are texts.</summary>
    public bool WritesEnumNames { get; }

    /// <summary>Whether members without a value are left out.</summary>
    public bool LeavesOutNull { get; }

    /// <summary>Whether public fields are members too.</summary>
    public bool IncludesFields { get; }

    public string NameOf(string member) => JsonNames.Convert(member, _policy);
}
