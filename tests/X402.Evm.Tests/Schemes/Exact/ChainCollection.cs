using X402.TestSupport;

namespace X402.Evm.Tests.Schemes.Exact;

/// <summary>Tests that share one chain; each uses payments and contracts of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ChainCollection : ICollectionFixture<AnvilFixture>
{
    public const string Name = "chain";
}
