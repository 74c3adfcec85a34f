using System.Text;
using X402.Money;

namespace X402.Evm.Tests.Primitives;

public class HexTests
{
    [Theory]
    [InlineData("0x0", 0UL)]
    [InlineData("0x5208", 21000UL)]
    [InlineData("0x000010", 16UL)]
    [InlineData("0xffffffffffffffff", ulong.MaxValue)]
    public void A_quantity_is_read(string text, ulong expected)
    {
        Assert.True(Hex.TryDecodeQuantity(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal((UInt256)expected, value);
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("12")]
    [InlineData("0xg")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void Other_text_is_no_quantity(string text) => Assert.False(Hex.TryDecodeQuantity(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_quantity_is_written_without_leading_zeros()
    {
        Assert.Equal("0x0", Hex.EncodeQuantity(0UL));
        Assert.Equal("0x5208", Hex.EncodeQuantity(21000UL));
        Assert.Equal("0x10000000000000000", Hex.EncodeQuantity((UInt256)ulong.MaxValue + UInt256.One));
    }

    [Theory]
    [InlineData("0x1")]
    [InlineData("00")]
    [InlineData("0xzz")]
    [InlineData("0")]
    [InlineData("")]
    public void Odd_or_foreign_digits_are_refused(string text)
    {
        Assert.False(Hex.TryDecode(text, out byte[] bytes));
        Assert.Empty(bytes);
    }
}
