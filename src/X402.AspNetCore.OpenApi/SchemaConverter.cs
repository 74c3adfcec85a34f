using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace X402.AspNetCore.OpenApi;

/// <summary>JSON Schema as OpenAPI's model has it: the words that declarations are described with.</summary>
internal static class SchemaConverter
{
    private const int MaxDepth = 64;

    public static OpenApiSchema Convert(JsonElement json, int depth = 0)
    {
        var schema = new OpenApiSchema();
        if (json.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            return schema;
        foreach (var word in json.EnumerateObject())
            Read(schema, word.Name, word.Value, depth + 1);
        return schema;
    }

    private static void Read(OpenApiSchema schema, string word, JsonElement value, int depth)
    {
        switch (word)
        {
            case "type":
                schema.Type = TypeOf(value);
                break;
            case "description":
                schema.Description = value.ToString();
                break;
            case "format":
                schema.Format = value.ToString();
                break;
            case "contentEncoding":
                schema.Format = "byte";
                break;
            case "minimum":
                schema.Minimum = value.GetRawText();
                break;
            case "maximum":
                schema.Maximum = value.GetRawText();
                break;
            case "minLength" when value.TryGetInt32(out var length):
                schema.MinLength = length;
                break;
            case "maxLength" when value.TryGetInt32(out var length):
                schema.MaxLength = length;
                break;
            case "default":
                schema.Default = Node(value);
                break;
            case "enum" when value.ValueKind == JsonValueKind.Array:
                schema.Enum = [.. value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null).Select(Node).OfType<JsonNode>()];
                break;
            case "anyOf" when value.ValueKind == JsonValueKind.Array:
                schema.AnyOf = [.. value.EnumerateArray().Select(form => Convert(form, depth))];
                break;
            case "items":
                schema.Items = Convert(value, depth);
                break;
            case "additionalProperties":
                schema.AdditionalProperties = Convert(value, depth);
                break;
            case "required" when value.ValueKind == JsonValueKind.Array:
                schema.Required = value.EnumerateArray().Select(name => name.ToString()).ToHashSet();
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                schema.Properties = value.EnumerateObject().ToDictionary(member => member.Name, IOpenApiSchema (member) => Convert(member.Value, depth));
                break;
        }
    }

    private static JsonSchemaType? TypeOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return One(value);
        JsonSchemaType? all = null;
        foreach (var item in value.EnumerateArray())
            all = all is null ? One(item) : all | One(item);
        return all;
    }

    private static JsonSchemaType? One(JsonElement value) => value.ToString() switch
    {
        "null" => JsonSchemaType.Null,
        "boolean" => JsonSchemaType.Boolean,
        "integer" => JsonSchemaType.Integer,
        "number" => JsonSchemaType.Number,
        "string" => JsonSchemaType.String,
        "object" => JsonSchemaType.Object,
        "array" => JsonSchemaType.Array,
        _ => null,
    };

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
