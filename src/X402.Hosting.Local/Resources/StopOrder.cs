using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Resources;

/// <summary>
/// Stops a resource once those that use it have ended: a service that still answers, settles, writes or tells finds its chain, its store
/// and its dashboard alive.
/// </summary>
/// <remarks>
/// Who waits for another resource or is given its address uses it. Where two use each other, the one declared first ends last.
/// </remarks>
internal static class StopOrder
{
    /// <summary>Stops all of them, and returns when nothing of them is left.</summary>
    /// <param name="runtimes">The resources in the order in which they were declared.</param>
    /// <param name="patience">When it has ended, nobody waits for others any more.</param>
    public static Task StopAsync(IReadOnlyList<ResourceRuntime> runtimes, Task patience)
    {
        var stops = new Dictionary<ResourceRuntime, Task>();
        foreach (var runtime in runtimes.Reverse())
        {
            var users = stops.Where(stop => Uses(stop.Key.Resource, runtime.Resource)).Select(stop => stop.Value).ToList();
            stops[runtime] = StopAsync(runtime, Task.WhenAny(Task.WhenAll(users), patience));
        }
        return Task.WhenAll(stops.Values);
    }

    private static async Task StopAsync(ResourceRuntime runtime, Task unused)
    {
        await unused.ConfigureAwait(false);
        await Task.WhenAll(runtime.Runners.Select(runner => runner.StopAsync(CancellationToken.None))).ConfigureAwait(false);
    }

    private static bool Uses(IResource user, IResource used) => user.Annotations.Any(annotation => annotation switch
    {
        WaitAnnotation wait => IsPartOf(wait.Resource, used),
        ReferenceAnnotation reference => IsPartOf(reference.Resource, used),
        _ => false,
    });

    private static bool IsPartOf(IResource resource, IResource whole) =>
        resource == whole || (resource is IResourceWithParent child && IsPartOf(child.Parent, whole));
}
