namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that has a name in a deployment manifest.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The name, in braces.</summary>
    string ValueExpression { get; }
}
