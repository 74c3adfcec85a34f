namespace X402.Generators.Tests.Samples;

[PaidApiEndpoints(typeof(ICatalogueApi))]
internal static partial class CatalogueEndpoints;
