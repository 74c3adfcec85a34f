using System.Security.Cryptography;
using System.Text;
using X402.Protocol;

namespace X402.Tests.Protocol;

public sealed class RequestBindingTests
{
    private static readonly byte[] s_nonce = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

    [Fact]
    public void The_commitment_is_the_hash_that_is_documented()
    {
        var body = SHA256.HashData("body"u8);
        byte[] preimage = [.. Encoding.UTF8.GetBytes("x402-request-binding/1\nPOST\nhttps://shop.example/x?city=a%20b\n"), .. body, .. s_nonce];

        Assert.Equal(SHA256.HashData(preimage), RequestBinding.Commit("POST", "https://shop.example/x?city=a%20b", body, s_nonce));
    }

    [Theory]
    [InlineData("https://shop.example/x", null, "https://shop.example/x")]
    [InlineData("https://shop.example/x", "", "https://shop.example/x")]
    [InlineData("https://shop.example/x", "?", "https://shop.example/x")]
    [InlineData("https://shop.example/x?short", "?whole=1", "https://shop.example/x?whole=1")]
    [InlineData("https://shop.example/x#part", "?a", "https://shop.example/x?a")]
    public void The_bound_url_is_the_resource_with_the_whole_query(string resource, string? query, string expected) =>
        Assert.Equal(expected, RequestBinding.UrlOf(resource, query));

    [Theory]
    [InlineData(16, true)]
    [InlineData(64, true)]
    [InlineData(15, false)]
    [InlineData(65, false)]
    public void A_nonce_has_16_to_64_bytes(int length, bool valid) =>
        Assert.Equal(valid, RequestBinding.TryReadNonce("0x" + new string('a', 2 * length), out _));

    [Theory]
    [InlineData("order-0123456789", true)]
    [InlineData("order-012345678", false)]
    [InlineData("order_0123456789.", false)]
    public void An_identifier_has_16_to_128_plain_characters(string text, bool valid) => Assert.Equal(valid, PaymentIdentifier.IsValid(text));
}
