using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace X402.ClientAgent.Calls;

/// <summary>
/// Checks a value against a JSON Schema: <c>type</c>, <c>enum</c>, <c>const</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c>, <c>anyOf</c>,
/// <c>minimum</c>, <c>maximum</c>, <c>minLength</c>, <c>maxLength</c> and the formats of dates, times and UUIDs. Other words allow everything: the
/// server judges in the end, and what it refuses costs nothing.
/// </summary>
internal static class SchemaCheck
{
    private const int MaxDepth = 32;

    private static readonly SearchValues<char> s_integer = SearchValues.Create("-0123456789");

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public static void Check(JsonElement schema, JsonNode? value, string name, List<string> problems, int depth = 0)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            return;
        if (schema.TryGetProperty("type", out var type) && !IsOfType(type, value))
        {
            problems.Add($"{name} must be {string.Join(" or ", TypesIn(type))}.");
            return;
        }
        if (schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array && !allowed.EnumerateArray().Any(item => AreEqual(item, value)))
            problems.Add($"{name} must be one of {string.Join(", ", allowed.EnumerateArray().Take(20))}.");
        if (schema.TryGetProperty("const", out var only) && !AreEqual(only, value))
            problems.Add($"{name} must be {only}.");
        if (schema.TryGetProperty("anyOf", out var forms) && forms.ValueKind == JsonValueKind.Array && !forms.EnumerateArray().Any(form => Allows(form, value, depth)))
            problems.Add($"{name} has none of the forms it may have.");
        switch (value)
        {
            case JsonObject members:
                CheckMembers(schema, members, name, problems, depth);
                break;
            case JsonArray items when schema.TryGetProperty("items", out var item):
                for (var i = 0; i < items.Count; i++)
                    Check(item, items[i], $"{name}[{i}]", problems, depth + 1);
                break;
            case JsonValue single when single.GetValueKind() == JsonValueKind.String:
                CheckText(schema, single.GetValue<string>(), name, problems);
                break;
            case JsonValue number when number.GetValueKind() == JsonValueKind.Number:
                CheckNumber(schema, number, name, problems);
                break;
        }
    }

    private static bool Allows(JsonElement schema, JsonNode? value, int depth)
    {
        var problems = new List<string>();
        Check(schema, value, "", problems, depth + 1);
        return problems.Count == 0;
    }

    private static void CheckMembers(JsonElement schema, JsonObject members, string name, List<string> problems, int depth)
    {
        var prefix = name.Length == 0 ? "" : name + ".";
        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
            problems.AddRange(required.EnumerateArray().Select(item => item.ToString()).Where(item => !members.ContainsKey(item)).Select(item => $"{prefix}{item} is missing."));
        var known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        foreach (var (member, value) in members)
        {
            if (known && properties.TryGetProperty(member, out var declared))
                Check(declared, value, prefix + member, problems, depth + 1);
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False)
                problems.Add($"{prefix}{member} is not known.");
            else if (schema.TryGetProperty("additionalProperties", out others))
                Check(others, value, prefix + member, problems, depth + 1);
        }
    }

    private static void CheckText(JsonElement schema, string text, string name, List<string> problems)
    {
        if (schema.TryGetProperty("minLength", out var least) && least.ValueKind == JsonValueKind.Number && least.TryGetInt32(out var min) && text.Length < min)
            problems.Add($"{name} must have at least {min} characters.");
        if (schema.TryGetProperty("maxLength", out var most) && most.ValueKind == JsonValueKind.Number && most.TryGetInt32(out var max) && text.Length > max)
            problems.Add($"{name} must have at most {max} characters.");
        var format = schema.TryGetProperty("format", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        var fits = format switch
        {
            "date" => DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
            "uuid" => Guid.TryParse(text, out _),
            _ => true,
        };
        if (!fits)
            problems.Add($"{name} must have the format {format}.");
    }

    private static void CheckNumber(JsonElement schema, JsonValue number, string name, List<string> problems)
    {
        var value = number.GetValue<JsonElement>().GetDouble();
        if (schema.TryGetProperty("minimum", out var least) && least.ValueKind == JsonValueKind.Number && value < least.GetDouble())
            problems.Add($"{name} must be at least {least}.");
        if (schema.TryGetProperty("maximum", out var most) && most.ValueKind == JsonValueKind.Number && value > most.GetDouble())
            problems.Add($"{name} must be at most {most}.");
    }

    private static bool IsOfType(JsonElement type, JsonNode? value) => TypesIn(type).Any(name => name switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && value.ToJsonString().AsSpan().IndexOfAnyExcept(s_integer) < 0,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "null" => value is null,
        _ => true,
    });

    private static IEnumerable<string> TypesIn(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => [type.GetString()!],
        JsonValueKind.Array => type.EnumerateArray().Select(name => name.ToString()),
        _ => ["anything"],
    };

    private static bool AreEqual(JsonElement declared, JsonNode? value) => JsonNode.DeepEquals(JsonNode.Parse(declared.GetRawText()), value);
}
