namespace Aspire.Hosting.ApplicationModel;

/// <summary>A connection string from the configuration, in the place of a resource that we would run.</summary>
internal sealed class ConnectionStringParameterResource(string name, ParameterResource value, string? environmentVariableName)
    : Resource(name), IResourceWithConnectionString
{
    public string? ConnectionStringEnvironmentVariable => environmentVariableName;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{value}");
}
