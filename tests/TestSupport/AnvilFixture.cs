using X402.TestSupport.Chain;

namespace X402.TestSupport;

/// <summary>A chain with chain id 31337 that mines each transaction at once.</summary>
public sealed class AnvilFixture() : AnvilFixtureBase(new AnvilOptions());
