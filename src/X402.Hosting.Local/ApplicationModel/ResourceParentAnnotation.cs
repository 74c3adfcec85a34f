namespace Aspire.Hosting.ApplicationModel;

internal sealed record ResourceParentAnnotation(IResource Parent) : IResourceAnnotation;
