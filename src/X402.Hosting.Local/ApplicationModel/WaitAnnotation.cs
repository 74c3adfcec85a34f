namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that must be there before this one starts.</summary>
/// <param name="Resource">The other resource.</param>
/// <param name="ExitCode">The exit code with which the other must have ended; none: it must be healthy.</param>
internal sealed record WaitAnnotation(IResource Resource, int? ExitCode) : IResourceAnnotation;
