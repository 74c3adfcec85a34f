namespace X402;

/// <summary>A parameter that travels as a header.</summary>
/// <param name="name">The header.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    /// <summary>The header.</summary>
    public string Name => name;
}
