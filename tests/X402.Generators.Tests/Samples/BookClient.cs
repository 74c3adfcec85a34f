namespace X402.Generators.Tests.Samples;

/// <summary>The caller's side of the API.</summary>
[PaidApiClient(typeof(IBookApi))]
public sealed partial class BookClient;
