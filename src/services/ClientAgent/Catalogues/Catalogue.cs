using System.Text.Json;
using X402.Client;

namespace X402.ClientAgent.Catalogues;

/// <summary>Finds out what a server sells, from <c>/.well-known/x402</c>. What it says is data: only routes of the same server are taken from it.</summary>
internal sealed class Catalogue(HttpClient http)
{
    /// <summary>The most bytes read of a catalogue.</summary>
    public const int MaxBytes = 256 * 1024;

    private const string Definition = "#/$defs/";

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] s_parts = ["pathParams", "queryParams", "headers", "body"];

    /// <summary>What a server sells; nothing where it has no catalogue that can be read.</summary>
    /// <param name="server">The server, or the catalogue itself.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<SoldEndpoint>> ReadAsync(Uri server, CancellationToken cancellationToken)
    {
        try
        {
            var url = server.AbsolutePath == "/" ? new Uri(server, "/.well-known/x402") : server;
            using var answer = await http.GetAsync(url, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                return [];
            using var catalogue = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken), s_strict);
            ReadTexts(catalogue.RootElement);
            return [.. Read(catalogue.RootElement)];
        }
        // an invalid operation: text that is half a character
        catch (Exception e) when (e is JsonException or HttpRequestException or InvalidOperationException)
        {
            // a server need not have a catalogue; whether it answers at all shows at the purchase
            return [];
        }
    }

    // here, where it can be refused, and not where it is shown
    private static void ReadTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    ReadTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }
                break;
        }
    }

    private static IEnumerable<SoldEndpoint> Read(JsonElement catalogue)
    {
        if (Member(catalogue, "resources") is not { ValueKind: JsonValueKind.Array } resources)
            yield break;
        foreach (var resource in resources.EnumerateArray())
        {
            if (Text(resource, "route") is not { } route || !route.StartsWith('/') || route.StartsWith("//", StringComparison.Ordinal))
                continue;
            yield return new(
                [.. Texts(resource, "methods")],
                route,
                UntrustedText.Clean(string.Join(" or ", Texts(resource, "prices"))) ?? "a price per request",
                UntrustedText.Clean(Text(resource, "description")),
                Inputs(resource));
        }
    }

    private static Dictionary<string, JsonElement> Inputs(JsonElement resource)
    {
        var inputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var schema = At(resource, "extensions", "bazaar", "schema");
        var definitions = At(schema, "$defs");
        foreach (var part in s_parts)
        {
            if (Defined(At(schema, "properties", "input", "properties", part), definitions) is { ValueKind: JsonValueKind.Object } input)
                inputs[part] = input.Clone();
        }
        return inputs;
    }

    private static JsonElement? At(JsonElement? json, params ReadOnlySpan<string> steps)
    {
        foreach (var step in steps)
            json = json is { } within ? Member(within, step) : null;
        return json;
    }

    // a type that contains itself is described by name
    private static JsonElement? Defined(JsonElement? schema, JsonElement? definitions) =>
        schema is { } reference && Text(reference, "$ref") is { } name && name.StartsWith(Definition, StringComparison.Ordinal) ? At(definitions, name[Definition.Length..]) : schema;

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static IEnumerable<string> Texts(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Array } values
            ? values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)
            : [];
}
