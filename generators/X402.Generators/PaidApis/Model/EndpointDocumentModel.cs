namespace X402.Generators.PaidApis;

/// <summary>What an endpoint says about itself.</summary>
/// <param name="Name">The name of its handler, and of the class of its documents.</param>
/// <param name="Title">Method and route.</param>
/// <param name="Description">A sentence for the buyer, if there is one.</param>
/// <param name="Bazaar">The value of the extension <c>bazaar</c>, as JSON.</param>
/// <param name="OutputSchema">The value of <c>outputSchema</c> in version 1, as JSON.</param>
internal sealed record EndpointDocumentModel(string Name, string Title, string? Description, string Bazaar, string OutputSchema);
