using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds parameters and connection strings.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter with a default; <c>Parameters:{name}</c> in the configuration takes precedence.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => builder.Configuration[$"Parameters:{name}"] ?? value, secret));

    /// <summary>Adds a parameter that the configuration must have: <c>Parameters:{name}</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => Required(builder, $"Parameters:{name}"), secret));

    /// <summary>Adds a connection string that the configuration must have: <c>ConnectionStrings:{name}</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string? environmentVariableName = null)
    {
        var value = new ParameterResource(name, () => Required(builder, $"ConnectionStrings:{name}"), secret: true);
        return builder.AddResource<IResourceWithConnectionString>(new ConnectionStringParameterResource(name, value, environmentVariableName));
    }

    private static string Required(IDistributedApplicationBuilder builder, string key) => builder.Configuration[key]
        ?? throw new DistributedApplicationException($"There is no {key} in the configuration (user secrets, environment, command line).");
}
