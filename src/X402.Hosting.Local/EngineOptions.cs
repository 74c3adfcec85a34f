using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local;

/// <summary>How the engine behaves in this run.</summary>
internal sealed record EngineOptions
{
    /// <summary>Between SIGTERM and SIGKILL; what Aspire's orchestrator gives.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(6);

    /// <summary>The longest that stopping everything can take.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    public required WaitBehavior DefaultWaitBehavior { get; init; }

    /// <summary>Whether public ports are allocated even where a fixed one is asked for: several tests run at once.</summary>
    public required bool RandomizePorts { get; init; }

    /// <summary>Whether lines of resources go to the application's loggers.</summary>
    public required bool ForwardLogs { get; init; }

    public required bool WriteToConsole { get; init; }

    public required string ApplicationName { get; init; }

    /// <summary>Why this engine runs the application and not Aspire, as the build knew it.</summary>
    public required string? Reason { get; init; }
}
