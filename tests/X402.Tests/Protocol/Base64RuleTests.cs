using X402.Protocol;
using X402.Reasons;

namespace X402.Tests.Protocol;

/// <summary>What a payment header may look like before anything is parsed (digest section 4.1).</summary>
public sealed class Base64RuleTests
{
    public static TheoryData<string> Rejected =>
        [.. Vectors.All.GetProperty("base64Rules").GetProperty("reject").EnumerateArray().Select(vector => vector.GetString()!)];

    [Theory]
    [MemberData(nameof(Rejected))]
    [InlineData(" e30=")]
    [InlineData("e30===")]
    [InlineData("=e30")]
    [InlineData("e=30")]
    [InlineData("e30=e30=")]
    [InlineData("e30_")]
    [InlineData("e30-")]
    [InlineData("e30\u0000")]
    [InlineData("e30ü")]
    [InlineData("e")]
    [InlineData("====")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_standard_base64_of_an_object_is_refused(string? header)
    {
        Assert.False(PaymentCodec.TryDecodePaymentHeader(header!, out var payment, out var reason, out var detail));

        Assert.Null(payment);
        Assert.Equal(PaymentReasons.InvalidPaymentHeader, reason);
        Assert.NotEmpty(detail);
    }

    [Fact]
    public void An_empty_object_is_decoded_and_has_no_version()
    {
        var header = Vectors.All.GetProperty("base64Rules").GetProperty("acceptEmptyObject").GetString()!;

        Assert.False(PaymentCodec.TryDecodePaymentHeader(header, out _, out var reason, out _));

        Assert.Equal(PaymentReasons.InvalidX402Version, reason);
    }

    [Theory]
    [InlineData("=", 2)]
    [InlineData("==", 1)]
    public void Missing_padding_is_forgiven(string padding, int spaces)
    {
        var json = Vectors.HeaderJson("v2 payment eip3009");
        while (!Vectors.ToHeader(json).EndsWith(padding, StringComparison.Ordinal) || Vectors.ToHeader(json).Count(c => c == '=') != padding.Length)
            json += " ";
        Assert.InRange(json.Length - json.TrimEnd().Length, 0, spaces);

        Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json).TrimEnd('='), out _, out _, out _));
    }

    [Fact]
    public void A_header_is_read_up_to_its_limit_and_not_beyond()
    {
        var json = Vectors.HeaderJson("v1 payment");
        var longest = Vectors.ToHeader(json + new string(' ', (PaymentHeaders.MaxLength / 4 * 3) - json.Length));

        Assert.Equal(PaymentHeaders.MaxLength, longest.Length);
        Assert.True(PaymentCodec.TryDecodePaymentHeader(longest, out _, out _, out _));
        Assert.False(PaymentCodec.TryDecodePaymentHeader(longest + "AAAA", out _, out var reason, out _));
        Assert.Equal(PaymentReasons.InvalidPaymentHeader, reason);
    }
}
