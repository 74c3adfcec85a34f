namespace X402.Generators.Usage;

/// <summary>One endpoint, group or HTTP client while it is built, and what is said about it.</summary>
internal sealed class BuilderNode<TFacts>(BuilderNode<TFacts>? parent) where TFacts : class, new()
{
    /// <summary>The group around it.</summary>
    public BuilderNode<TFacts>? Parent { get; } = parent;

    public TFacts Facts { get; } = new();

    /// <summary>A fact about it or about a group around it, from the inside outwards.</summary>
    public T? Find<T>(Func<TFacts, T?> fact) where T : class
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            if (fact(node.Facts) is { } found)
                return found;
        }
        return null;
    }
}
