namespace X402.Generators.PaidApis;

/// <summary>Writes an example that a schema allows: what must be there, and nothing else.</summary>
internal static class SchemaExample
{
    public static void Write(JsonText json, Schema schema)
    {
        if (schema.Default is { } otherwise)
            json.Raw(otherwise);
        else if (schema.Values is [var first, ..])
            json.Raw(first);
        else if (schema.Forms is [var form, ..])
            Write(json, form);
        else
            WriteOfType(json, schema);
    }

    private static void WriteOfType(JsonText json, Schema schema)
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
                if (schema.Items is { } items)
                    Write(json, items);
                json.Close(']');
                break;
            case "object":
                json.Open('{');
                foreach (var member in schema.Members ?? [])
                {
                    if (member.IsRequired)
                        Write(json.Name(member.Name), member.Schema);
                }
                json.Close('}');
                break;
            default:
                json.Raw("null");
                break;
        }
    }

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
