namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis: redis-server or valkey-server on PATH, else Garnet.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="password">Its password.</param>
public class RedisResource(string name, ParameterResource password) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    private EndpointReference? _endpoint;

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint => _endpoint ??= new EndpointReference(this, PrimaryEndpointName);

    /// <summary>The password.</summary>
    public ParameterResource? PasswordParameter { get; } = password;

    /// <summary><c>host:port,password=...</c>.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={PasswordParameter!}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
        new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
        new("Password", ReferenceExpression.Create($"{PasswordParameter!}")),
        new("Uri", ReferenceExpression.Create($"redis://:{PasswordParameter!}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}")),
    ];
}
