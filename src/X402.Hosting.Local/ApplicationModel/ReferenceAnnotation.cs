namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose address, connection string or value this one is given.</summary>
/// <param name="Resource">The other resource.</param>
internal sealed record ReferenceAnnotation(IResource Resource) : IResourceAnnotation
{
    /// <summary>What a value is made of.</summary>
    public static IEnumerable<ReferenceAnnotation> Of(object value) => value switch
    {
        IResource resource => [new(resource)],
        IValueWithReferences made => made.References.SelectMany(Of),
        _ => [],
    };
}
