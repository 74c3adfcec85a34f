namespace Aspire.Hosting.ApplicationModel;

/// <summary>Which program an <see cref="ExecutableResource"/> runs.</summary>
public sealed class ExecutableAnnotation : IResourceAnnotation
{
    /// <summary>A path, or a name that is looked up in PATH.</summary>
    public required string Command { get; set; }

    /// <summary>Where it runs.</summary>
    public required string WorkingDirectory { get; set; }
}
