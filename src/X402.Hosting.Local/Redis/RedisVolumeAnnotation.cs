using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Redis;

/// <summary>A folder that outlives the application.</summary>
internal sealed record RedisVolumeAnnotation(string Name) : IResourceAnnotation;
