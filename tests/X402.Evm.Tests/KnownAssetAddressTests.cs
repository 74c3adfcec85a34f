using X402.Assets;

namespace X402.Evm.Tests;

/// <summary>A mistyped address in the table would send money nowhere; the EIP-55 checksum finds it.</summary>
public sealed class KnownAssetAddressTests
{
    [Fact]
    public void Every_address_has_its_checksum() =>
        Assert.All(KnownAssets.All, asset => Assert.Equal(EvmAddress.Parse(asset.Address).ToString(), asset.Address));
}
