namespace X402;

/// <summary>A <c>POST</c> request that costs nothing.</summary>
/// <param name="route">The path, with parameters in braces.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FreePostAttribute(string route) : Attribute
{
    /// <summary>The path.</summary>
    public string Route => route;
}
