using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Resources;

/// <summary>One process of a resource, or the resource itself if it is none.</summary>
internal sealed class Replica(IResource resource, string id, string label)
{
    public IResource Resource => resource;

    /// <summary>The name with a suffix; the same when the process is restarted.</summary>
    public string Id => id;

    /// <summary>What a person calls it: the name, with a number if there are several.</summary>
    public string Label => label;

    /// <summary>Where the process itself listens; new at every start.</summary>
    public Dictionary<string, int> TargetPorts { get; } = new(StringComparer.OrdinalIgnoreCase);
}
