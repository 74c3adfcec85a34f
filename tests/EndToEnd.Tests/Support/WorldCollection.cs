namespace X402.EndToEnd.Tests.Support;

/// <summary>One stack for all; the tests run one after the other, so that the payee's balance tells what each of them moved.</summary>
[CollectionDefinition(nameof(WorldCollection))]
public sealed class WorldCollection : ICollectionFixture<World>;
