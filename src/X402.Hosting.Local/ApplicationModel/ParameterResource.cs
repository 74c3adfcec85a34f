namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that whoever runs the application can set: <c>Parameters:{name}</c>.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value, bool secret) : base(name)
    {
        _value = new Lazy<string>(value);
        Secret = secret;
    }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>The parameter's name in braces.</summary>
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>Returns the value.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(_value.Value);
}
