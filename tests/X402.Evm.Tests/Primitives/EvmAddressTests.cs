namespace X402.Evm.Tests.Primitives;

public class EvmAddressTests
{
    [Fact]
    public void The_checksum_is_that_of_the_reference()
    {
        foreach (var vector in Vectors.Section("eip55"))
            Assert.Equal(vector.Text("checksum"), EvmAddress.Parse(vector.Text("input")).ToString());
    }

    [Fact]
    public void Equality_ignores_case()
    {
        foreach (var vector in Vectors.Section("addresses"))
        {
            var mixed = EvmAddress.Parse(vector.Text("address"));
            Assert.Equal(mixed, EvmAddress.Parse(vector.Text("addressLower")));
            Assert.Equal(mixed.GetHashCode(), EvmAddress.Parse(vector.Text("addressLower")).GetHashCode());
            Assert.Equal(vector.Text("addressLower"), mixed.ToLowerString());
        }
    }

    [Theory]
    [InlineData("0x036CbD53842c5426634e7929541eC2318f3dCF7e", true)]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7e", true)]
    [InlineData("0x036CBD53842C5426634E7929541EC2318F3DCF7E", true)]
    [InlineData("0x036cBD53842c5426634e7929541eC2318f3dCF7e", false)]
    public void A_mixed_case_address_needs_its_checksum(string text, bool accepted) => Assert.Equal(accepted, EvmAddress.TryParseChecked(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("0X036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7e0")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7g")]
    [InlineData(" 0x036cbd53842c5426634e7929541ec2318f3dcf7")]
    public void Other_text_is_no_address(string text)
    {
        Assert.False(EvmAddress.TryParse(text, out var address));
        Assert.True(address.IsZero);
    }

    [Fact]
    public void A_word_with_dirty_high_bytes_is_no_address()
    {
        var word = new byte[32];
        EvmAddress.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e").WriteWord(word);
        Assert.True(EvmAddress.TryFromWord(word, out _));
        word[0] = 1;
        Assert.False(EvmAddress.TryFromWord(word, out _));
    }
}
