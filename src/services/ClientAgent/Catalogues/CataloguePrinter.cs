using System.Text.Json;
using X402.Client;

namespace X402.ClientAgent.Catalogues;

/// <summary>Shows people what is sold, and how to call it.</summary>
internal static class CataloguePrinter
{
    private static readonly Dictionary<string, string> s_places = new(StringComparer.Ordinal)
    {
        ["pathParams"] = "in the path",
        ["queryParams"] = "in the query",
        ["headers"] = "as a header",
        ["body"] = "in the body",
    };

    public static void Print(IReadOnlyList<SoldEndpoint> sold, TextWriter output)
    {
        foreach (var endpoint in sold)
        {
            output.WriteLine($"{endpoint.Method} {UntrustedText.Clean(endpoint.Route)} for {endpoint.Prices}{(endpoint.Description is { } description ? $": {description}" : "")}");
            foreach (var (part, schema) in endpoint.Inputs)
                PrintInputs(part, schema, output);
        }
    }

    /// <summary>The names of what an endpoint takes.</summary>
    public static IEnumerable<string> Names(JsonElement schema) => Members(schema).Select(member => member.Name);

    public static IEnumerable<JsonProperty> Members(JsonElement schema) =>
        schema.TryGetProperty("properties", out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : [];

    private static void PrintInputs(string part, JsonElement schema, TextWriter output)
    {
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet() : [];
        foreach (var member in Members(schema))
        {
            // a schema may also be just true
            var about = member.Value.ValueKind == JsonValueKind.Object ? member.Value : default(JsonElement?);
            var kind = about?.TryGetProperty("type", out var type) == true ? type.ToString() : "anything";
            var need = required.Contains(member.Name) ? ", required" : about?.TryGetProperty("default", out var otherwise) == true ? $", {otherwise.GetRawText()} if left out" : "";
            var description = about?.TryGetProperty("description", out var text) == true && text.ValueKind == JsonValueKind.String ? $": {text.GetString()}" : "";
            output.WriteLine("  " + UntrustedText.Clean($"{member.Name} ({kind} {s_places[part]}{need}){description}"));
        }
    }
}
