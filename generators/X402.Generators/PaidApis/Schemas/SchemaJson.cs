using System.Globalization;

namespace X402.Generators.PaidApis;

/// <summary>Writes a schema in the words of JSON Schema 2020-12.</summary>
internal static class SchemaJson
{
    public static void Write(JsonText json, Schema schema, bool isRequired = false)
    {
        json.Open('{');
        WriteMembers(json, schema);
        // the word of version 1 for one field
        if (isRequired)
            json.Name("required").Raw("true");
        json.Close('}');
    }

    /// <summary>Writes the definitions that a document's schemas refer to.</summary>
    public static void Write(JsonText json, Definitions definitions)
    {
        if (definitions.IsEmpty)
            return;
        json.Name("$defs").Open('{');
        foreach (var definition in definitions.All)
            Write(json.Name(definition.Key), definition.Value ?? Schema.Any);
        json.Close('}');
    }

    private static void WriteMembers(JsonText json, Schema schema)
    {
        if (schema.Reference is { } name)
            WriteReference(json, $"#/$defs/{name}", schema.IsNullable);
        if (schema.Type is { } type && schema.IsNullable)
            json.Name("type").Open('[').Text(type).Text("null").Close(']');
        else if (schema.Type is { } only)
            json.Name("type").Text(only);
        if (schema.Description is { } description)
            json.Name("description").Text(description);
        if (schema.Format is { } format)
            json.Name(format == "base64" ? "contentEncoding" : "format").Text(format);
        if (schema.Minimum is { } minimum)
            json.Name("minimum").Raw(minimum);
        if (schema.Maximum is { } maximum)
            json.Name("maximum").Raw(maximum);
        if (schema.Length is { } length)
        {
            var text = length.ToString(CultureInfo.InvariantCulture);
            json.Name("minLength").Raw(text).Name("maxLength").Raw(text);
        }
        if (schema.Values is { } values)
        {
            json.Name("enum").Open('[');
            values.ForEach(value => json.Raw(value));
            if (schema.IsNullable)
                json.Raw("null");
            json.Close(']');
        }
        if (schema.Default is { } otherwise)
            json.Name("default").Raw(otherwise);
        if (schema.Forms is { } forms)
        {
            json.Name("anyOf").Open('[');
            forms.ForEach(form => Write(json, form));
            json.Close(']');
        }
        if (schema.Items is { } items)
            Write(json.Name("items"), items);
        if (schema.Members is { } members)
            WriteObject(json, members);
        if (schema.Entries is { } entries)
            Write(json.Name("additionalProperties"), entries);
    }

    private static void WriteReference(JsonText json, string reference, bool isNullable)
    {
        if (isNullable)
            json.Name("anyOf").Open('[').Open('{').Name("$ref").Text(reference).Close('}').Open('{').Name("type").Text("null").Close('}').Close(']');
        else
            json.Name("$ref").Text(reference);
    }

    private static void WriteObject(JsonText json, List<SchemaMember> members)
    {
        json.Name("properties").Open('{');
        foreach (var member in members)
            Write(json.Name(member.Name), member.Schema);
        json.Close('}');
        if (!members.Exists(member => member.IsRequired))
            return;
        json.Name("required").Open('[');
        foreach (var member in members)
        {
            if (member.IsRequired)
                json.Text(member.Name);
        }
        json.Close(']');
    }
}
