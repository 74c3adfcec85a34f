using X402.Networks;

namespace X402.Tests.Networks;

/// <summary>Networks are CAIP-2 ids; an EVM chain has one spelling.</summary>
public sealed class NetworkIdTests
{
    [Theory]
    [InlineData("eip155:1", 1UL)]
    [InlineData("eip155:9007199254740991", 9007199254740991UL)]
    public void An_EVM_network_is_its_chain_id(string text, ulong chainId)
    {
        var id = NetworkId.Parse(text);

        Assert.True(id.TryGetEvmChainId(out var actual));
        Assert.Equal(chainId, actual);
        Assert.Equal(NetworkId.Evm(chainId), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")]
    [InlineData("cosmos:cosmoshub-3")]
    [InlineData("a-0:x_Y")]
    public void Other_families_are_networks_without_a_chain_id(string text)
    {
        Assert.Equal(text, NetworkId.Parse(text).ToString());
        Assert.False(NetworkId.Parse(text).TryGetEvmChainId(out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("base")]
    [InlineData("eip155")]
    [InlineData("eip155:")]
    [InlineData(":1")]
    [InlineData("ei:1")]
    [InlineData("eip155eip:1")]
    [InlineData("EIP155:1")]
    [InlineData("eip155:01")]
    [InlineData("eip155:0")]
    [InlineData("eip155:+1")]
    [InlineData("eip155:1 ")]
    [InlineData("eip155:0x1")]
    [InlineData("eip155:*")]
    [InlineData("eip155:9007199254740992")]
    [InlineData("eip155:1:2")]
    [InlineData("solana:123456789012345678901234567890123")]
    [InlineData("solana:é")]
    public void What_is_no_CAIP_2_id_is_refused(string? text)
    {
        Assert.False(NetworkId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => NetworkId.Parse(text!));
    }

    [Fact]
    public void A_chain_id_is_one_that_every_JSON_reader_can_hold()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkId.Evm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkId.Evm(1UL << 53));
    }

    [Fact]
    public void No_network_is_empty_text_and_not_an_exception()
    {
        Assert.Equal("", default(NetworkId).ToString());
        Assert.False(default(NetworkId).TryGetEvmChainId(out _));
    }
}
