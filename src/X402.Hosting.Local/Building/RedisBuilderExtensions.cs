using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using X402.Hosting.Local.Redis;

namespace Aspire.Hosting;

/// <summary>Adds Redis.</summary>
public static class RedisBuilderExtensions
{
    private const int PasswordLength = 22;
    private const string PasswordAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Adds a Redis: redis-server or valkey-server on PATH, else Garnet. What it holds is gone when the application stops.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="port">The public port; none: any.</param>
    /// <param name="password">The password; none: a random one.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var secret = password?.Resource ?? builder.AddParameter(
            $"{name}-password", RandomNumberGenerator.GetString(PasswordAlphabet, PasswordLength), secret: true).Resource;
        var redis = new RedisResource(name, secret);
        var healthKey = $"{name}_check";

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(healthKey, _ => new RedisHealthCheck(redis), failureStatus: null, tags: null));
        return builder.AddResource(redis)
            .WithAnnotation(new EndpointAnnotation(RedisResource.PrimaryEndpointName, "tcp", port, targetPort: null, isProxied: true))
            .WithAnnotation(RedisLauncher.For(redis))
            .WithHealthCheck(healthKey)
            .WithIconName("Database");
    }

    /// <summary>Keeps what Redis holds from one run of the application to the next.</summary>
    /// <param name="builder">The Redis.</param>
    /// <param name="name">Name of the volume: applications that use the same name share it.</param>
    /// <param name="isReadOnly">Not supported here.</param>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        if (isReadOnly)
            throw new DistributedApplicationException("The local engine has no read-only volumes.");
        return builder.WithAnnotation(new RedisVolumeAnnotation(name ?? $"{builder.Resource.Name}-data"), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Has no effect here: every acknowledged write is kept while the application runs, whatever becomes of the process.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) => builder;
}
