using Microsoft.Extensions.Logging;

namespace X402.Hosting.Local.Resources;

/// <summary>What is known when a process is about to start.</summary>
internal sealed record LaunchContext(Replica Replica, RunDirectory RunDirectory, ILogger Logger, CancellationToken CancellationToken);
