using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace X402.AspNetCore.OpenApi;

/// <summary>JSON Schema as OpenAPI's model has it: the words that declarations are described with. What is defined by name becomes a component.</summary>
/// <param name="document">Receives the components.</param>
internal sealed class SchemaConverter(OpenApiDocument document)
{
    private const int MaxDepth = 64;
    private const string Definition = "#/$defs/";

    // two declarations may define the same type, or two types of one name
    private readonly Dictionary<string, string> _components = new(StringComparer.Ordinal);

    public IOpenApiSchema Convert(JsonElement json, JsonElement? definitions, int depth = 0)
    {
        var schema = new OpenApiSchema();
        if (json.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            return schema;
        if (json.TryGetProperty("$ref", out var reference) && reference.ToString() is var name && name.StartsWith(Definition, StringComparison.Ordinal))
            return Refer(name[Definition.Length..], json, definitions);
        foreach (var word in json.EnumerateObject())
            Read(schema, word.Name, word.Value, definitions, depth + 1);
        return schema;
    }

    private IOpenApiSchema Refer(string name, JsonElement json, JsonElement? definitions)
    {
        if (definitions is not { } all || !all.TryGetProperty(name, out var definition))
            return new OpenApiSchema();
        var text = definition.GetRawText();
        document.Components ??= new();
        var schemas = document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!_components.TryGetValue(text, out var component))
        {
            component = name;
            for (var i = 2; schemas.ContainsKey(component); i++)
                component = name + i;
            _components[text] = component;
            // known by name before it is read, because it refers to itself
            schemas[component] = new OpenApiSchema();
            document.Workspace?.RegisterComponents(document);
            schemas[component] = Convert(definition, definitions);
        }
        return new OpenApiSchemaReference(component, document) { Description = json.TryGetProperty("description", out var description) ? description.ToString() : null };
    }

    private void Read(OpenApiSchema schema, string word, JsonElement value, JsonElement? definitions, int depth)
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
                schema.AnyOf = [.. value.EnumerateArray().Select(form => Convert(form, definitions, depth))];
                break;
            case "items":
                schema.Items = Convert(value, definitions, depth);
                break;
            case "additionalProperties":
                schema.AdditionalProperties = Convert(value, definitions, depth);
                break;
            case "required" when value.ValueKind == JsonValueKind.Array:
                schema.Required = value.EnumerateArray().Select(name => name.ToString()).ToHashSet();
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                schema.Properties = value.EnumerateObject().ToDictionary(member => member.Name, member => Convert(member.Value, definitions, depth));
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
