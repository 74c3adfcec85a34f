namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of all resources.</summary>
/// <param name="name">ASCII letters, digits and single hyphens, at most 64, beginning with a letter.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc/>
    public virtual string Name { get; } = ResourceName.Check(name);

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
