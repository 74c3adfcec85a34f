namespace X402.Generators.PaidApis;

/// <summary>A declared API. Holds no symbols and is equal by value, so that unrelated edits generate nothing.</summary>
/// <param name="Interface">The interface, with <c>global::</c>.</param>
/// <param name="Name">Its name without the I.</param>
/// <param name="Json">The JSON context, with <c>global::</c>.</param>
/// <param name="Endpoints">The methods that can be generated.</param>
internal sealed record ApiModel(string Interface, string Name, string Json, EquatableArray<EndpointModel> Endpoints);
