using System.Text;
using System.Text.Json;
using X402.Evm.Schemes.BatchSettlement;
using X402.Evm.Schemes.Exact;

namespace X402.Evm.Tests.Payloads;

public class GeneratedPayloadTests
{
    private const string Authorization =
        """
        "authorization":{"from":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","to":"0x1563915e194D8CfBA1943570603F7606A3115508","value":"10000","validAfter":"0","validBefore":"1900000000","nonce":"0x8321f3f6a525da1f531e16adb492b0be74ed59c6edb0e428dd59f6ee71e8f18c"}
        """;

    private const string Valid = $$"""{{{Authorization}},"signature":"0x0102"}""";

    [Fact]
    public void A_payload_survives_writing_and_reading()
    {
        Assert.True(Eip3009Payload.TryRead(Encoding.UTF8.GetBytes(Valid), out var payload, out _, out var detail), detail);
        Assert.Equal(Valid, payload.ToJson().GetRawText());
    }

    [Theory]
    [InlineData("10000", "1e4", "payload.authorization.value must be a string of decimal digits below 2^256 (byte ")]
    [InlineData("\"10000\"", "10000", "payload.authorization.value must be a string")]
    [InlineData("\"10000\"", "null", "payload.authorization.value is missing")]
    [InlineData("10000", "\\u0031", "payload.authorization.value must be a string")]
    [InlineData("0x19E7", "0x19E", "payload.authorization.from must be an address")]
    [InlineData("\"value\"", "\"to\"", "payload.authorization.to appears twice")]
    [InlineData("f18c", "f18", "payload.authorization.nonce must be 32 bytes")]
    [InlineData("{\"from\"", "[{\"from\"", "payload.authorization must be an object")]
    public void A_mistake_is_told_with_its_place(string part, string spoiled, string expected) =>
        AssertRefused(Valid.Replace(part, spoiled, StringComparison.Ordinal), "invalid_payload", expected);

    [Theory]
    [InlineData("\"signature\":\"0x\"")]
    [InlineData("\"signature\":\"0x1\"")]
    [InlineData("\"signature\":7")]
    [InlineData("\"other\":\"0x0102\"")]
    public void A_signature_that_is_none_has_a_reason_of_its_own(string signature) =>
        AssertRefused($$"""{{{Authorization}},{{signature}}}""", "invalid_exact_evm_failed_to_parse_signature", "payload.signature");

    [Fact]
    public void Another_kind_of_payload_is_unsupported_and_not_malformed() =>
        AssertRefused("""{"signature":"0x0102","permit2Authorization":{"from":"0x"}}""", "unsupported_payload_type", "payload.permit2Authorization");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"authorization\":\"\ud800\"}")]
    [InlineData("{\"authorization\":{\"from\":tru")]
    [InlineData("not json")]
    public void Anything_else_is_refused_without_an_exception(string text) => AssertRefused(text, "invalid_payload", "payload");

    [Fact]
    public void Nothing_may_follow() => AssertRefused(Valid + "{}", "invalid_payload", "payload");

    [Fact]
    public void Unknown_members_are_passed_over() =>
        Assert.True(Eip3009Payload.TryRead(Encoding.UTF8.GetBytes($$"""{"a":{"from":[1]},{{Valid[1..]}}"""), out _, out _, out _));

    [Fact]
    public void A_number_of_more_bits_than_are_signed_is_refused()
    {
        const string config = """{"channelId":"0x8321f3f6a525da1f531e16adb492b0be74ed59c6edb0e428dd59f6ee71e8f18c","maxClaimableAmount":"340282366920938463463374607431768211456"}""";
        Assert.False(Voucher.TryRead(JsonElement.Parse(config), out _, out _, out var detail));
        Assert.StartsWith("payload.maxClaimableAmount must be a string of decimal digits below 2^128", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_a_list_is_told_with_its_index()
    {
        Assert.False(ClaimBatch.TryRead("""{"claims":[{"channelId":"0x"}]}"""u8, out _, out _, out var detail));
        Assert.StartsWith("payload.claims[0].channelId must be 32 bytes", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shortened_payload_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(Eip3009Payload.TryRead(bytes.AsSpan(0, length), out _, out _, out _));
    }

    private static void AssertRefused(string json, string reason, string detailStart)
    {
        Assert.False(Eip3009Payload.TryRead(Encoding.UTF8.GetBytes(json), out var payload, out var actual, out var detail));
        Assert.Null(payload);
        Assert.Equal(reason, actual.Code);
        Assert.StartsWith(detailStart, detail, StringComparison.Ordinal);
    }
}
