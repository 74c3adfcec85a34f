namespace Aspire.Hosting.ApplicationModel;

/// <summary>The arguments of a process that is about to start.</summary>
public sealed class CommandLineArgsCallbackContext
{
    internal CommandLineArgsCallbackContext(IResource resource, CancellationToken cancellationToken)
    {
        Resource = resource;
        CancellationToken = cancellationToken;
    }

    /// <summary>The arguments: texts, and values that become texts.</summary>
    public IList<object> Args { get; } = new List<object>();

    /// <summary>The resource that is about to start.</summary>
    public IResource Resource { get; }

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken CancellationToken { get; }
}
