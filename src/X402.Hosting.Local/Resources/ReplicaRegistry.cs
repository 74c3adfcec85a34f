using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Resources;

/// <summary>All replicas of all resources; made when first asked, which is after the model is complete.</summary>
internal sealed class ReplicaRegistry
{
    private const string SuffixAlphabet = "abcdefghijklmnopqrstuvwxyz";
    private const int SuffixLength = 8;

    private readonly Lazy<IReadOnlyList<Replica>> _all;

    public ReplicaRegistry(DistributedApplicationModel model) => _all = new(() => [.. model.Resources.SelectMany(Create)]);

    public IReadOnlyList<Replica> All => _all.Value;

    public IReadOnlyList<Replica> Of(IResource resource) => [.. All.Where(replica => replica.Resource == resource)];

    /// <summary>The replica with this id, or the only one of the resource with this name.</summary>
    public Replica? Find(string idOrName)
    {
        var byId = All.FirstOrDefault(replica => Is(replica.Id, idOrName));
        if (byId is not null)
            return byId;

        var byName = All.Where(replica => Is(replica.Resource.Name, idOrName)).ToList();
        return byName.Count == 1 ? byName[0] : null;
    }

    /// <summary>The replicas with this id or resource name.</summary>
    public IReadOnlyList<Replica> Matching(string idOrName) =>
        [.. All.Where(replica => Is(replica.Id, idOrName) || Is(replica.Resource.Name, idOrName))];

    /// <summary>Whether the resource is a process.</summary>
    public static bool IsProcess(IResource resource) =>
        resource.Annotations.Any(annotation => annotation is LaunchAnnotation or ExecutableAnnotation);

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Replica> Create(IResource resource)
    {
        if (!IsProcess(resource))
            return [new Replica(resource, resource.Name, resource.Name)];

        var count = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        return Enumerable.Range(1, count).Select(number => new Replica(
            resource,
            $"{resource.Name}-{RandomNumberGenerator.GetString(SuffixAlphabet, SuffixLength)}",
            count == 1 ? resource.Name : $"{resource.Name}/{number}"));
    }
}
