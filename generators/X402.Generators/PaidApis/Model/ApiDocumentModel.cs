namespace X402.Generators.PaidApis;

/// <summary>What a declared API says about itself.</summary>
/// <param name="Namespace">The interface's namespace, or the empty string.</param>
/// <param name="Interface">The interface, with <c>global::</c>.</param>
/// <param name="Name">Its name without the I.</param>
/// <param name="Accessibility">For example <c>public</c>.</param>
/// <param name="Endpoints">Its endpoints.</param>
internal sealed record ApiDocumentModel(string Namespace, string Interface, string Name, string Accessibility, EquatableArray<EndpointDocumentModel> Endpoints);
