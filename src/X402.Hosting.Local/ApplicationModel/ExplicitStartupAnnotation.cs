namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts when somebody says so.</summary>
internal sealed record ExplicitStartupAnnotation : IResourceAnnotation;
