using System.Text.Json;
using Microsoft.OpenApi;

namespace X402.AspNetCore.OpenApi;

/// <summary>An operation as its declaration describes it.</summary>
internal sealed class DeclaredOperation(EndpointDiscovery discovery, SchemaConverter schemas)
{
    private const string Json = "application/json";

    public OpenApiOperation Create()
    {
        var operation = new OpenApiOperation { Parameters = [], Responses = [] };
        AddParameters(operation, discovery.Input("pathParams"), ParameterLocation.Path);
        AddParameters(operation, discovery.Input("queryParams"), ParameterLocation.Query);
        AddParameters(operation, discovery.Input("headers"), ParameterLocation.Header);
        if (discovery.Input("body") is { } body)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(body) };
        operation.Responses["200"] = new OpenApiResponse { Description = "OK", Content = Content(discovery.Output ?? default, MediaTypeOf()) };
        return operation;
    }

    private Dictionary<string, OpenApiMediaType> Content(JsonElement schema, string mediaType = Json) =>
        new() { [mediaType] = new OpenApiMediaType { Schema = schemas.Convert(schema, discovery.Definitions) } };

    private string MediaTypeOf() =>
        discovery.Bazaar.GetProperty("info").TryGetProperty("output", out var output) && output.TryGetProperty("type", out var type)
            ? type.ToString() switch { "ndjson" => "application/x-ndjson", "binary" => "application/octet-stream", _ => Json }
            : Json;

    private void AddParameters(OpenApiOperation operation, JsonElement? schema, ParameterLocation location)
    {
        if (schema is not { } part || schemas.Convert(part, discovery.Definitions) is not { Properties: { } members } converted)
            return;
        foreach (var (name, member) in members)
        {
            operation.Parameters!.Add(new OpenApiParameter
            {
                Name = name,
                In = location,
                Required = location == ParameterLocation.Path || converted.Required?.Contains(name) == true,
                Description = member.Description,
                Schema = member,
            });
        }
    }
}
