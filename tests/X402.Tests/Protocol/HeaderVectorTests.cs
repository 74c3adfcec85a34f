using System.Text;
using X402.Protocol;

namespace X402.Tests.Protocol;

/// <summary>What we write is, byte for byte, what the reference implementation writes.</summary>
public sealed class HeaderVectorTests
{
    [Fact]
    public void An_offer_with_text_beyond_ASCII_is_written_as_the_reference_writes_it()
    {
        var header = Vectors.HeaderValue("v2 402");

        Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(header, out var offer, out _));

        Assert.Equal("Wetterdaten für Köln – 天気", offer.Resource.Description);
        Assert.Equal("10000", Assert.Single(offer.Accepts).Amount);
        Assert.Equal(header, PaymentCodec.EncodeHeader(offer));
    }

    [Theory]
    [InlineData("v2 payment eip3009", 2)]
    [InlineData("v2 payment permit2", 2)]
    [InlineData("v1 payment", 1)]
    public void A_payment_is_written_as_the_reference_writes_it(string name, int version)
    {
        var header = Vectors.HeaderValue(name);

        Assert.True(PaymentCodec.TryDecodePaymentHeader(header, out var payment, out _, out _));

        Assert.Equal(version, payment.X402Version);
        Assert.Equal("exact", payment.Scheme);
        Assert.Equal("eip155:84532", payment.Network);
        Assert.Equal(header, PaymentCodec.EncodeHeader(payment));
    }

    [Theory]
    [InlineData("v2 settled", 2)]
    [InlineData("v2 settle failed", 2)]
    [InlineData("v1 settled", 1)]
    public void A_receipt_is_written_as_the_reference_writes_it(string name, int version)
    {
        var header = Vectors.HeaderValue(name);

        Assert.True(PaymentCodec.TryDecodeReceiptHeader(header, version, out var receipt, out _));

        Assert.Equal("eip155:84532", receipt.Network);
        Assert.Equal(header, PaymentCodec.EncodeHeader(receipt, version));
    }

    [Fact]
    public void The_body_of_version_1_is_written_as_the_reference_writes_it()
    {
        var body = Vectors.Compact(Vectors.All.GetProperty("v1").GetProperty("paymentRequiredBody"));

        Assert.True(PaymentCodec.TryDecodeV1Body(body, out var offer, out _));

        Assert.Equal("https://api.example.com/premium", offer.Resource.Url);
        Assert.Equal("eip155:84532", Assert.Single(offer.Accepts).Network);
        Assert.Equal(WithoutNullSchema(body), PaymentCodec.EncodeV1Body(offer));
    }

    [Fact]
    public void A_request_of_version_2_is_written_as_the_reference_writes_it() =>
        AssertRequest(Vectors.Compact(Vectors.All.GetProperty("facilitatorRequests").GetProperty("verify")));

    [Fact]
    public void A_request_of_version_1_is_written_as_the_reference_writes_it() =>
        AssertRequest(Vectors.Compact(Vectors.All.GetProperty("v1").GetProperty("verifyRequest")));

    private static void AssertRequest(byte[] body)
    {
        Assert.True(PaymentCodec.TryDecodeRequest(body, out var request, out _, out _));

        Assert.Equal("eip155:84532", request.Requirements.Network);
        Assert.Equal(WithoutNullSchema(body), PaymentCodec.EncodeRequest(request));
    }

    // read, because servers write it; not written, because the reference client of version 1 refuses it
    private static byte[] WithoutNullSchema(byte[] json) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("\"outputSchema\":null,", "", StringComparison.Ordinal));
}
