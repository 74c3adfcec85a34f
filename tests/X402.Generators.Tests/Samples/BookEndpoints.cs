namespace X402.Generators.Tests.Samples;

/// <summary>The server's side of the API.</summary>
[PaidApiEndpoints(typeof(IBookApi))]
public static partial class BookEndpoints;
