namespace X402.Generators.Tests.Samples;

[PaidApiClient(typeof(ICatalogueApi), MaxPrice = "$0.02")]
internal sealed partial class CatalogueClient;
