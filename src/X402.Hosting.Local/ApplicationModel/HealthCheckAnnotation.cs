namespace Aspire.Hosting.ApplicationModel;

/// <summary>A registered health check that tells about this resource.</summary>
internal sealed record HealthCheckAnnotation(string Key) : IResourceAnnotation;
