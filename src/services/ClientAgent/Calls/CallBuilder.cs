using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Client;
using X402.ClientAgent.Catalogues;

namespace X402.ClientAgent.Calls;

/// <summary>Makes a request of what a catalogue says and a person gives. Everything is checked before anything is asked, let alone paid.</summary>
internal static class CallBuilder
{
    // a catalogue must not make the agent speak for itself
    private static readonly HashSet<string> s_ownHeaders = new(["authorization", "cookie", "host", "payment-signature", "x-payment", "proxy-authorization"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The call, or what is wrong with the inputs.</summary>
    public static Call? Build(SoldEndpoint endpoint, string method, IReadOnlyDictionary<string, string> inputs, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        var parts = Sort(endpoint, inputs, found);
        foreach (var (part, values) in parts)
        {
            if (endpoint.Inputs.TryGetValue(part, out var schema))
                SchemaCheck.Check(schema, values, "", found);
        }
        var path = WritePath(endpoint.Route, parts["pathParams"], found);
        if (found.Count > 0)
            return null;
        return new(method.ToUpperInvariant(), path + WriteQuery(parts["queryParams"]))
        {
            Headers = [.. parts["headers"].Select(header => (header.Key, TextOf(header.Value)))],
            Body = endpoint.Inputs.ContainsKey("body") ? parts["body"].ToJsonString() : null,
        };
    }

    // each input belongs to the part of the request that knows its name; what no schema knows belongs to the route or to the query
    private static Dictionary<string, JsonObject> Sort(SoldEndpoint endpoint, IReadOnlyDictionary<string, string> inputs, List<string> problems)
    {
        Dictionary<string, JsonObject> parts = new(StringComparer.Ordinal) { ["pathParams"] = [], ["queryParams"] = [], ["headers"] = [], ["body"] = [] };
        foreach (var (name, text) in inputs)
        {
            var (part, schema) = Find(endpoint, name);
            if (part is null && endpoint.Inputs.Count > 0 && !InRoute(endpoint.Route, name))
                problems.Add($"{name} is not known. Give {string.Join(", ", endpoint.Inputs.Values.SelectMany(CataloguePrinter.Names).Select(known => UntrustedText.Clean(known)))}.");
            else if (part == "headers" && s_ownHeaders.Contains(name))
                problems.Add($"{name} is not sent for a server.");
            else
                parts[part ?? (InRoute(endpoint.Route, name) ? "pathParams" : "queryParams")][name] = ValueOf(text, schema);
        }
        return parts;
    }

    private static (string? Part, JsonElement Schema) Find(SoldEndpoint endpoint, string name)
    {
        foreach (var (part, schema) in endpoint.Inputs)
        {
            foreach (var member in CataloguePrinter.Members(schema))
            {
                if (member.Name == name)
                    return (part, member.Value);
            }
        }
        return (null, default);
    }

    // what is no text is JSON; what is none either is left to the check of its type
    private static JsonNode? ValueOf(string text, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("enum", out _)
            && (schema.TryGetProperty("type", out var type) ? !type.ToString().Contains("string", StringComparison.Ordinal) : schema.TryGetProperty("$ref", out _) || schema.TryGetProperty("anyOf", out _)))
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return JsonValue.Create(text);
            }
        }
        return JsonValue.Create(text);
    }

    private static string WritePath(string route, JsonObject values, List<string> problems)
    {
        var path = new StringBuilder();
        foreach (var segment in route.Split('/').Skip(1))
        {
            path.Append('/');
            if (NameIn(segment) is not { } name)
            {
                path.Append(segment);
                continue;
            }
            var text = values.TryGetPropertyValue(name, out var value) ? TextOf(value) : null;
            if (text is null && !problems.Contains($"{name} is missing."))
                problems.Add($"{name} is missing.");
            else if (text is "" or "." or "..")
                problems.Add($"{name} cannot be '{text}'.");
            path.Append(Uri.EscapeDataString(text ?? ""));
        }
        return path.ToString();
    }

    private static string WriteQuery(JsonObject values)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in values)
            query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(TextOf(value)));
        return query.ToString();
    }

    private static string TextOf(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "";

    private static bool InRoute(string route, string name) => route.Split('/').Any(segment => NameIn(segment) == name);

    // {city}, {city:alpha}, {**rest}
    private static string? NameIn(string segment) =>
        segment is ['{', .., '}'] ? segment[1..^1].TrimStart('*').Split(':', '=', '?')[0] : null;
}
