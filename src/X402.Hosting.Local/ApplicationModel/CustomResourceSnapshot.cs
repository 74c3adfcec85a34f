using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about one replica of a resource.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>What kind of resource it is.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The state; none yet before the start.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The health of a running resource; none in the other states.</summary>
    public HealthStatus? HealthStatus { get; init; }

    /// <summary>The exit code of a process that has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it was started, UTC.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? StopTimeStamp { get; init; }

    internal int? ProcessId { get; init; }

    /// <summary>Why it failed, or is not healthy; for a person.</summary>
    internal string? Problem { get; init; }

    internal IReadOnlyList<ResourceUrlAnnotation> Urls { get; init; } = [];

    /// <summary>The handlers of <see cref="ResourceReadyEvent"/>: those who wait go on when they have finished.</summary>
    internal Task? Ready { get; init; }

    internal bool IsHealthy => State?.Text == KnownResourceStates.Running && HealthStatus is Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
}
