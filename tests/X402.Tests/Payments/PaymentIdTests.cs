using X402.Payments;

namespace X402.Tests.Payments;

/// <summary>The identity of a payment as text.</summary>
public sealed class PaymentIdTests
{
    [Fact]
    public void An_id_survives_its_text()
    {
        var id = new PaymentId("eip155:1", "0xa", "0xb", "0xc");

        Assert.Equal("eip155:1/0xa/0xb/0xc", id.ToString());
        Assert.True(PaymentId.TryParse(id.ToString(), out var parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a/b/c")]
    [InlineData("a/b/c/")]
    [InlineData("/b/c/d")]
    [InlineData("a//c/d")]
    [InlineData("a/b/c/d/e")]
    public void What_has_not_four_parts_is_no_id(string? text) => Assert.False(PaymentId.TryParse(text, out _));
}
