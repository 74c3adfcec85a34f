using X402.Assets;
using X402.Networks;

namespace X402.Tests.Assets;

/// <summary>The tokens known by default, and how an application adds to them.</summary>
public sealed class KnownAssetsTests
{
    [Fact]
    public void Every_entry_is_complete_and_unique()
    {
        Assert.All(KnownAssets.All, asset =>
        {
            Assert.True(asset.Network.TryGetEvmChainId(out _));
            Assert.Matches("^0x[0-9a-fA-F]{40}$", asset.Address);
            Assert.InRange(asset.Decimals, 0, 36);
            Assert.True(asset.TransferMethod == AssetTransferMethod.Permit2 || asset is { Eip712Name: not null, Eip712Version: not null }, asset.ToString());
        });
        Assert.Distinct(KnownAssets.All.Select(asset => (asset.Network, asset.Address.ToUpperInvariant())));
        Assert.Distinct(KnownAssets.All.Select(asset => (asset.Network, asset.Symbol)));
    }

    [Theory]
    [InlineData(8453, "USD Coin")]
    [InlineData(84532, "USDC")]
    [InlineData(14, "USD₮0")]
    public void The_signing_name_is_the_contracts_and_not_the_ticker(ulong chainId, string name)
    {
        Assert.True(AssetRegistry.Default.TryGetDefault(NetworkId.Evm(chainId), out var asset));
        Assert.Equal(name, asset.Eip712Name);
    }

    [Fact]
    public void Addresses_and_tickers_are_found_in_any_case_on_their_network_only()
    {
        Assert.True(AssetRegistry.Default.TryGetByAddress(NetworkId.Evm(84532), Samples.Asset.ToLowerInvariant(), out var asset));
        Assert.Equal(Samples.Asset, asset.Address);
        Assert.True(AssetRegistry.Default.TryGetBySymbol(NetworkId.Evm(42220), "usdt", out asset));
        Assert.Equal("Tether USD", asset.Eip712Name);
        Assert.False(AssetRegistry.Default.TryGetByAddress(NetworkId.Evm(8453), Samples.Asset, out _));
        Assert.False(AssetRegistry.Default.TryGetBySymbol(NetworkId.Evm(8453), "USDT", out _));
        Assert.False(AssetRegistry.Default.TryGetDefault(NetworkId.Evm(999_999), out _));
    }

    [Fact]
    public void An_addition_becomes_the_default_of_its_network()
    {
        var mine = new AssetInfo(NetworkId.Evm(8453), "0x0000000000000000000000000000000000000001", "MINE", 2, "Mine", "1");

        var registry = new AssetRegistry(mine);

        Assert.True(registry.TryGetDefault(NetworkId.Evm(8453), out var asset));
        Assert.Same(mine, asset);
        Assert.True(registry.TryGetBySymbol(NetworkId.Evm(8453), "USDC", out _));
    }
}
