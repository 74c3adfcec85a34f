namespace Aspire.Hosting.ApplicationModel;

/// <summary>The environment of a process that is about to start.</summary>
public class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext(IResource resource, CancellationToken cancellationToken)
    {
        Resource = resource;
        CancellationToken = cancellationToken;
    }

    /// <summary>The variables: texts, and values that become texts.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = [];

    /// <summary>The resource that is about to start.</summary>
    public IResource Resource { get; }

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken CancellationToken { get; }
}
