using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace X402.AspNetCore.OpenApi;

/// <summary>Adds what is sold to a document, from the endpoints themselves.</summary>
internal sealed class PaymentDocumentTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = new SchemaConverter(document);
        foreach (var endpoint in context.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (endpoint is RouteEndpoint route && route.Metadata.GetMetadata<EndpointDiscovery>() is { } discovery)
                Find(document, route.RoutePattern.RawText ?? "/", route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], discovery, schemas);
        }
        var paid = context.ApplicationServices.GetRequiredService<IPaidEndpointCatalog>().Endpoints;
        if (paid.Count > 0)
            PaymentParts.AddSchemes(document);
        foreach (var endpoint in paid)
        {
            foreach (var operation in Find(document, endpoint.Route, endpoint.Methods, endpoint.Discovery, schemas))
                PaymentParts.Describe(document, operation, endpoint);
        }
        return Task.CompletedTask;
    }

    // the operations of an endpoint; those that nobody has described yet are described by their declaration
    private static List<OpenApiOperation> Find(OpenApiDocument document, string route, IReadOnlyList<string> methods, EndpointDiscovery? discovery, SchemaConverter schemas)
    {
        var path = PathOf(route);
        if (!document.Paths.TryGetValue(path, out var known))
        {
            if (discovery is null)
                return [];
            document.Paths[path] = known = new OpenApiPathItem();
        }
        var found = new List<OpenApiOperation>();
        if (known is not OpenApiPathItem item)
            return found;
        item.Operations ??= [];
        if (methods.Count == 0)
            return [.. item.Operations.Values];
        foreach (var method in methods)
        {
            var verb = HttpMethod.Parse(method);
            if (!item.Operations.TryGetValue(verb, out var operation) && discovery is not null)
                item.AddOperation(verb, operation = new DeclaredOperation(discovery, schemas).Create());
            if (operation is not null)
                found.Add(operation);
        }
        return found;
    }

    // /books/{id:int} and /files/{**path} are /books/{id} and /files/{path}
    private static string PathOf(string route)
    {
        var segments = ("/" + route.TrimStart('/')).Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] is ['{', .., '}'] parameter)
                segments[i] = $"{{{parameter[1..^1].TrimStart('*').Split(':', '=', '?')[0]}}}";
        }
        return string.Join('/', segments);
    }
}
