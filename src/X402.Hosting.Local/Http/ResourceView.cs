using Aspire.Hosting.ApplicationModel;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Http;

internal sealed record ResourceView(
    string Id,
    string Name,
    string Label,
    string Type,
    string? State,
    string? Health,
    string? Problem,
    int? ExitCode,
    int? ProcessId,
    DateTime? StartedAt,
    DateTime? StoppedAt,
    string? Parent,
    string? Icon,
    IReadOnlyList<UrlView> Urls,
    IReadOnlyList<CommandView> Commands)
{
    public static ResourceView Of(Replica replica, CustomResourceSnapshot snapshot, IServiceProvider services)
    {
        var annotations = replica.Resource.Annotations;
        return new ResourceView(
            replica.Id,
            replica.Resource.Name,
            replica.Label,
            snapshot.ResourceType,
            snapshot.State?.Text,
            snapshot.HealthStatus?.ToString(),
            snapshot.Problem,
            snapshot.ExitCode,
            snapshot.ProcessId,
            snapshot.StartTimeStamp,
            snapshot.StopTimeStamp,
            annotations.OfType<ResourceParentAnnotation>().LastOrDefault()?.Parent.Name,
            annotations.OfType<ResourceIconAnnotation>().LastOrDefault()?.IconName,
            [.. snapshot.Urls.Select(url => new UrlView(url.Url, url.DisplayText))],
            [.. annotations.OfType<ResourceCommandAnnotation>().Select(command => CommandView.Of(command, snapshot, services))]);
    }
}
