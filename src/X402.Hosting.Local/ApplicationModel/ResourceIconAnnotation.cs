namespace Aspire.Hosting.ApplicationModel;

internal sealed record ResourceIconAnnotation(string IconName, IconVariant IconVariant) : IResourceAnnotation;
