namespace X402.Services.Payments.Catalogue;

/// <summary>What <c>/.well-known/x402</c> tells.</summary>
public sealed record CatalogueDocument(IReadOnlyList<CatalogueEntry>? Resources);
