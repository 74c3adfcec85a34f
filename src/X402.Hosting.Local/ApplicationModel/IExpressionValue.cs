namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value for environment variables and expressions.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;
