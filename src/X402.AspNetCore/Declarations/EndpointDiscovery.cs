using System.Text.Json;

namespace X402.AspNetCore;

/// <summary>
/// How an endpoint is called and what it answers, as endpoint metadata. Generated for declared APIs; for others write it by hand:
/// <c>.WithMetadata(new EndpointDiscovery(bazaar, outputSchema))</c>. It is part of the offers in both protocol versions, of the catalogue and of OpenAPI.
/// </summary>
public sealed class EndpointDiscovery
{
    /// <summary>Takes documents as UTF-8 JSON.</summary>
    /// <param name="bazaar">The value of the extension <c>bazaar</c>: <c>info</c> and <c>schema</c>, with a route's parameters also <c>routeTemplate</c>.</param>
    /// <param name="outputSchema">The value of <c>outputSchema</c> in version 1.</param>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    /// <exception cref="ArgumentException">One of them is no JSON object, or the first one has no <c>info</c> and <c>schema</c>.</exception>
    public EndpointDiscovery(ReadOnlySpan<byte> bazaar, ReadOnlySpan<byte> outputSchema)
    {
        Bazaar = Parse(bazaar, nameof(bazaar));
        OutputSchema = Parse(outputSchema, nameof(outputSchema));
        if (!IsObject(Bazaar, "info") || !IsObject(Bazaar, "schema"))
            throw new ArgumentException("The bazaar document needs the objects 'info' and 'schema'.", nameof(bazaar));
    }

    /// <summary>The value of the extension <c>bazaar</c> (digest section 16.1).</summary>
    public JsonElement Bazaar { get; }

    /// <summary>The value of <c>outputSchema</c> in version 1 (digest section 3.1).</summary>
    public JsonElement OutputSchema { get; }

    /// <summary>What the schemas refer to as <c>#/$defs/…</c>: types that contain themselves; <see langword="null"/> where there are none.</summary>
    public JsonElement? Definitions =>
        Bazaar.GetProperty("schema").TryGetProperty("$defs", out var definitions) && definitions.ValueKind == JsonValueKind.Object ? definitions : null;

    /// <summary>JSON Schema of what the endpoint answers, or <see langword="null"/> where nothing is said.</summary>
    public JsonElement? Output => Find("output") is { } output && output.TryGetProperty("example", out var schema) ? schema : null;

    /// <summary>JSON Schema of one part of the input, or <see langword="null"/> where the endpoint does not take it.</summary>
    /// <param name="part"><c>pathParams</c>, <c>queryParams</c>, <c>headers</c> or <c>body</c>.</param>
    public JsonElement? Input(string part) => Find("input") is { } input && input.TryGetProperty(part, out var schema) ? schema : null;

    private JsonElement? Find(string side) =>
        Bazaar.GetProperty("schema").TryGetProperty("properties", out var sides) && sides.ValueKind == JsonValueKind.Object
        && sides.TryGetProperty(side, out var schema) && schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties", out var members) && members.ValueKind == JsonValueKind.Object
            ? members
            : null;

    private static bool IsObject(JsonElement json, string name) => json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object;

    private static JsonElement Parse(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json);
        var element = JsonElement.ParseValue(ref reader);
        return element.ValueKind == JsonValueKind.Object ? element : throw new ArgumentException("The document must be a JSON object.", name);
    }
}
