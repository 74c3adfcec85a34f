using System.Text.Json;
using Microsoft.OpenApi;

namespace X402.AspNetCore.OpenApi;

/// <summary>An operation as its declaration describes it.</summary>
internal static class DeclaredOperation
{
    private const string Json = "application/json";

    public static OpenApiOperation Of(EndpointDiscovery discovery)
    {
        var operation = new OpenApiOperation { Parameters = [], Responses = [] };
        AddParameters(operation, discovery.Input("pathParams"), ParameterLocation.Path);
        AddParameters(operation, discovery.Input("queryParams"), ParameterLocation.Query);
        AddParameters(operation, discovery.Input("headers"), ParameterLocation.Header);
        if (discovery.Input("body") is { } body)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(body) };
        operation.Responses["200"] = new OpenApiResponse { Description = "OK", Content = Content(discovery.Output ?? default, MediaTypeOf(discovery)) };
        return operation;
    }

    private static Dictionary<string, OpenApiMediaType> Content(JsonElement schema, string mediaType = Json) =>
        new() { [mediaType] = new OpenApiMediaType { Schema = SchemaConverter.Convert(schema) } };

    private static string MediaTypeOf(EndpointDiscovery discovery) =>
        discovery.Bazaar.GetProperty("info").TryGetProperty("output", out var output) && output.TryGetProperty("type", out var type)
            ? type.ToString() switch { "ndjson" => "application/x-ndjson", "binary" => "application/octet-stream", _ => Json }
            : Json;

    private static void AddParameters(OpenApiOperation operation, JsonElement? schema, ParameterLocation location)
    {
        if (schema is not { } part || SchemaConverter.Convert(part) is not { Properties: { } members } converted)
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
