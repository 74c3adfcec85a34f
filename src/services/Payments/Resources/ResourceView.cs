namespace X402.Services.Payments.Resources;

/// <summary>A resource of the local engine.</summary>
public sealed record ResourceView(
    string Id, string Name, string? Label, string? Type, string? State, string? Health, string? Problem, int? ExitCode, int? ProcessId,
    DateTime? StartedAt, DateTime? StoppedAt, string? Parent, IReadOnlyList<ResourceUrl> Urls, IReadOnlyList<ResourceCommand> Commands);
