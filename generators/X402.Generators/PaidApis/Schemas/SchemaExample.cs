namespace X402.Generators.PaidApis;

/// <summary>Writes an example that a schema allows: what must be there, and nothing else.</summary>
/// <param name="json">Receives the example.</param>
/// <param name="definitions">What schemas refer to.</param>
internal sealed class SchemaExample(JsonText json, Definitions definitions)
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public void Write(Schema schema)
    {
        if (schema.Default is { } otherwise)
            json.Raw(otherwise);
        else if (schema.Values is [var first, ..])
            json.Raw(first);
        else if (schema.Reference is { } name)
            WriteDefinition(name);
        else if (schema.Forms is [var form, ..])
            Write(form);
        else
            WriteOfType(schema);
    }

    // a type within itself ends there
    private void WriteDefinition(string name)
    {
        if (definitions.Find(name) is { } definition && _open.Add(name))
        {
            Write(definition);
            _open.Remove(name);
        }
        else
        {
            json.Raw("null");
        }
    }

    private void WriteOfType(Schema schema)
    {
        switch (schema.Type)
        {
            case "string":
                json.Text(TextOf(schema));
                break;
            case "integer" or "number":
                json.Raw(schema.Minimum is { } minimum && minimum != "0" ? minimum : schema.Maximum == "0" ? "0" : "1");
                break;
            case "boolean":
                json.Raw("true");
                break;
            case "array":
                json.Open('[');
                if (schema.Items is { } items && !IsOpen(items))
                    Write(items);
                json.Close(']');
                break;
            case "object":
                json.Open('{');
                foreach (var member in schema.Members ?? [])
                {
                    if (member.IsRequired)
                    {
                        json.Name(member.Name);
                        Write(member.Schema);
                    }
                }
                json.Close('}');
                break;
            default:
                json.Raw("null");
                break;
        }
    }

    private bool IsOpen(Schema schema) => schema.Reference is { } name && _open.Contains(name);

    private static string TextOf(Schema schema) => schema switch
    {
        { Format: "date" } => "2026-01-31",
        { Format: "date-time" } => "2026-01-31T12:00:00Z",
        { Format: "time" } => "12:00:00",
        { Format: "duration" } => "1.00:00:00",
        { Format: "uuid" } => "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        { Format: "uri-reference" } => "https://example.com/",
        { Format: "base64" } => "AA==",
        { Length: 1 } => "x",
        _ => "text",
    };
}
