using X402.Networks;

namespace X402.Tests.Networks;

/// <summary>The names of version 1 (digest section 7.1).</summary>
public sealed class LegacyNetworkNameTests
{
    [Theory]
    [InlineData("ethereum", 1)]
    [InlineData("sepolia", 11155111)]
    [InlineData("abstract", 2741)]
    [InlineData("abstract-testnet", 11124)]
    [InlineData("base", 8453)]
    [InlineData("base-sepolia", 84532)]
    [InlineData("avalanche", 43114)]
    [InlineData("avalanche-fuji", 43113)]
    [InlineData("iotex", 4689)]
    [InlineData("sei", 1329)]
    [InlineData("sei-testnet", 1328)]
    [InlineData("polygon", 137)]
    [InlineData("polygon-amoy", 80002)]
    [InlineData("peaq", 3338)]
    [InlineData("story", 1514)]
    [InlineData("educhain", 41923)]
    [InlineData("skale-base-sepolia", 324705682)]
    [InlineData("megaeth", 4326)]
    [InlineData("monad", 143)]
    [InlineData("stable", 988)]
    [InlineData("stable-testnet", 2201)]
    [InlineData("celo", 42220)]
    [InlineData("flare", 14)]
    public void A_name_and_its_chain_are_the_same_network(string name, ulong chainId)
    {
        Assert.True(LegacyNetworkNames.TryGetNetwork(name, out var network));
        Assert.Equal(NetworkId.Evm(chainId), network);
        Assert.True(LegacyNetworkNames.TryGetName(network, out var back));
        Assert.Equal(name, back);
    }

    [Theory]
    [InlineData("solana")]
    [InlineData("solana-devnet")]
    [InlineData("solana-testnet")]
    public void Solana_has_names_too(string name)
    {
        Assert.True(LegacyNetworkNames.TryGetNetwork(name, out var network));
        Assert.Equal("solana", network.Namespace);
        Assert.True(LegacyNetworkNames.TryGetName(network, out var back));
        Assert.Equal(name, back);
    }

    [Theory]
    [InlineData("Base")]
    [InlineData("base ")]
    [InlineData("eip155:8453")]
    [InlineData("")]
    public void Other_spellings_are_unknown(string name) => Assert.False(LegacyNetworkNames.TryGetNetwork(name, out _));

    [Fact]
    public void A_network_without_a_name_has_none()
    {
        Assert.False(LegacyNetworkNames.TryGetName(NetworkId.Evm(31337), out _));
        Assert.False(LegacyNetworkNames.TryGetName(default, out _));
    }
}
