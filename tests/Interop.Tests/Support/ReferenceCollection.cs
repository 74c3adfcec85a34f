namespace X402.Interop.Tests.Support;

/// <summary>The tests share one world and run one after the other, so that the payee's balance tells what each of them moved.</summary>
[CollectionDefinition(nameof(ReferenceCollection))]
public sealed class ReferenceCollection : ICollectionFixture<ReferenceWorld>;
