namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource.</summary>
internal sealed class EndpointAnnotation(string name, string uriScheme, int? port, int? targetPort, bool isProxied) : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocation = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public string UriScheme => uriScheme;

    /// <summary>The public port that was asked for; none: any.</summary>
    public int? Port => port;

    /// <summary>The port on which the process itself listens, if it cannot be told.</summary>
    public int? TargetPort => targetPort;

    public bool IsProxied => isProxied;

    public bool IsExternal { get; set; }

    /// <summary>The variable that tells the process its port; such an endpoint is none of the process's ordinary addresses.</summary>
    public string? TargetPortVariable { get; init; }

    public Task<AllocatedEndpoint> Allocation => _allocation.Task;

    public void Allocate(int publicPort) => _allocation.TrySetResult(new AllocatedEndpoint(uriScheme, "localhost", publicPort));
}
