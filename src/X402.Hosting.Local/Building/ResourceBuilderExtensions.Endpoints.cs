using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using X402.Hosting.Local.Health;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an HTTP endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The public port; none: any.</param>
    /// <param name="targetPort">The port on which the process listens, if it cannot be told.</param>
    /// <param name="name">Name of the endpoint, <c>http</c> if not given.</param>
    /// <param name="env">The variable that tells the process its port.</param>
    /// <param name="isProxied">Whether the public port is ours; if not, the process listens on it.</param>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(name ?? "http", "http", port, targetPort, isProxied ?? true) { TargetPortVariable = env };
        if (new EndpointReference(builder.Resource, endpoint.Name).Exists)
            throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' has two endpoints named '{endpoint.Name}'.");

        builder.WithAnnotation(endpoint);
        if (env is not null)
        {
            builder.WithAnnotation(new EnvironmentCallbackAnnotation(context =>
            {
                context.EnvironmentVariables[env] = builder.GetEndpoint(endpoint.Name).Property(EndpointProperty.TargetPort);
                return Task.CompletedTask;
            }));
        }

        return builder;
    }

    /// <summary>Marks the HTTP endpoints as meant for people outside of the application; here, they are listed first.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>())
            endpoint.IsExternal |= endpoint.UriScheme is "http" or "https";
        return builder;
    }

    /// <summary>A reference to an endpoint, which need not exist yet.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name) where T : IResourceWithEndpoints =>
        new(builder.Resource, name);

    /// <summary>Makes the resource healthy only while a registered health check says so.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource =>
        builder.WithAnnotation(new HealthCheckAnnotation(key));

    /// <summary>Makes the resource healthy only while a GET is answered with a status code.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; none: the root.</param>
    /// <param name="statusCode">The status code; none: 200.</param>
    /// <param name="endpointName">Name of the endpoint; none: the first HTTP endpoint.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.HttpEndpoint(endpointName);
        var status = statusCode ?? 200;
        var key = string.Create(CultureInfo.InvariantCulture, $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{status}_check");

        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            services => new HttpHealthCheck(services.GetRequiredService<IHttpClientFactory>(), endpoint, path ?? "", status),
            failureStatus: null,
            tags: null));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Changes the links that are shown with the resource.</summary>
    public static IResourceBuilder<T> WithUrls<T>(this IResourceBuilder<T> builder, Action<ResourceUrlsCallbackContext> callback)
        where T : IResource => builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(context =>
        {
            callback(context);
            return Task.CompletedTask;
        }));

    /// <summary>Adds a link that is shown with the resource.</summary>
    public static IResourceBuilder<T> WithUrl<T>(this IResourceBuilder<T> builder, ReferenceExpression url, string? displayText = null)
        where T : IResource => builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(async context =>
        {
            if (await url.GetValueAsync(context.CancellationToken).ConfigureAwait(false) is { Length: > 0 } address)
                context.Urls.Add(new ResourceUrlAnnotation { Url = address, DisplayText = displayText });
        }));

    /// <summary>Adds a link that is shown with the resource.</summary>
    public static IResourceBuilder<T> WithUrl<T>(
        this IResourceBuilder<T> builder, in ReferenceExpression.ExpressionInterpolatedStringHandler url, string? displayText = null)
        where T : IResource => builder.WithUrl(ReferenceExpression.Create(url), displayText);

    /// <summary>Changes the link to an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource => builder.WithUrls(context =>
        {
            foreach (var url in context.Urls)
            {
                if (url.Endpoint?.EndpointName == endpointName)
                    callback(url);
            }
        });

    internal static EndpointReference HttpEndpoint<T>(this IResourceBuilder<T> builder, string? name) where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (name is null ? endpoint.UriScheme is "http" or "https" : endpoint.Name == name)
                return builder.GetEndpoint(endpoint.Name);
        }

        throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' has no HTTP endpoint{(name is null ? "" : $" named '{name}'")}.");
    }
}
