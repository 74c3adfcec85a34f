using System.Text;
using X402.Protocol;
using X402.Reasons;

namespace X402.Tests.Protocol;

/// <summary>Well-formed JSON that is no message: the reason says what kind of mistake it is, the detail says where.</summary>
public sealed class MalformedMessageTests
{
    [Theory]
    [InlineData("\"x402Version\":2", "\"x402Version\":\"2\"", "invalid_x402_version", "$.x402Version must be the number 1 or 2.")]
    [InlineData("\"x402Version\":2", "\"x402Version\":3", "invalid_x402_version", "$.x402Version must be the number 1 or 2.")]
    [InlineData("\"x402Version\":2", "\"x402Version\":2.5", "invalid_x402_version", "$.x402Version must be the number 1 or 2.")]
    [InlineData("\"x402Version\":2", "\"x402Version\":null", "invalid_x402_version", "$.x402Version must be the number 1 or 2.")]
    [InlineData("\"payload\":{", "\"other\":{", "invalid_payload", "$.payload is missing.")]
    [InlineData("\"payload\":{", "\"payload\":[],\"other\":{", "invalid_payload", "$.payload must be an object.")]
    [InlineData("\"accepted\":{", "\"other\":{", "invalid_payload", "$.accepted is missing.")]
    [InlineData("\"resource\":{\"url\"", "\"resource\":{\"uri\"", "invalid_payload", "$.resource.url is missing.")]
    [InlineData("\"scheme\":\"exact\"", "\"scheme\":\"\"", "invalid_payment_requirements", "$.accepted.scheme must not be empty.")]
    [InlineData("\"network\":\"eip155:84532\"", "\"network\":\"base-sepolia\"", "invalid_network", "$.accepted.network must be a CAIP-2 id.")]
    [InlineData("\"amount\":\"10000\"", "\"amount\":10000", "invalid_payment_requirements", "$.accepted.amount must be a string.")]
    [InlineData("\"maxTimeoutSeconds\":60", "\"maxTimeoutSeconds\":0", "invalid_payment_requirements", "$.accepted.maxTimeoutSeconds must be an integer from 1 to 2147483647.")]
    [InlineData("\"maxTimeoutSeconds\":60", "\"maxTimeoutSeconds\":1e99", "invalid_payment_requirements", "$.accepted.maxTimeoutSeconds must be an integer from 1 to 2147483647.")]
    [InlineData("\"extra\":{", "\"extra\":\"\",\"other\":{", "invalid_payment_requirements", "$.accepted.extra must be an object.")]
    public void A_payment_of_version_2_is_refused_at_the_member_that_is_wrong(string right, string wrong, string reason, string detail) =>
        AssertRefused(Vectors.HeaderJson("v2 payment eip3009"), right, wrong, reason, detail);

    [Theory]
    [InlineData("\"scheme\":\"exact\"", "\"scheme\":null", "invalid_payload", "$.scheme is missing.")]
    [InlineData("\"network\":\"base-sepolia\"", "\"network\":\"moon\"", "invalid_network", "$.network is not the name of a network that version 1 knows.")]
    [InlineData("\"network\":\"base-sepolia\"", "\"network\":\"eip155:84532\"", "invalid_network", "$.network is not the name of a network that version 1 knows.")]
    [InlineData("\"payload\":{", "\"payload\":\"0x\",\"other\":{", "invalid_payload", "$.payload must be an object.")]
    public void A_payment_of_version_1_is_refused_at_the_member_that_is_wrong(string right, string wrong, string reason, string detail) =>
        AssertRefused(Vectors.HeaderJson("v1 payment"), right, wrong, reason, detail);

    [Theory]
    [InlineData("\"paymentPayload\":{", "\"other\":{", "invalid_request", "$.paymentPayload is missing.")]
    [InlineData("\"paymentRequirements\":{", "\"other\":{", "invalid_request", "$.paymentRequirements is missing.")]
    [InlineData("{\"x402Version\":2,\"paymentPayload\"", "{\"x402Version\":1,\"paymentPayload\"", "invalid_x402_version", "$.x402Version must be that of $.paymentPayload.")]
    [InlineData("\"paymentPayload\":{\"x402Version\":2", "\"paymentPayload\":{\"x402Version\":9", "invalid_x402_version", "$.paymentPayload.x402Version must be the number 1 or 2.")]
    [InlineData("\"payload\":{", "\"other\":{", "invalid_payload", "$.paymentPayload.payload is missing.")]
    [InlineData("\"paymentRequirements\":{\"scheme\":\"exact\"", "\"paymentRequirements\":{\"scheme\":1", "invalid_payment_requirements", "$.paymentRequirements.scheme must be a string.")]
    public void A_request_is_refused_at_the_member_that_is_wrong(string right, string wrong, string reason, string detail)
    {
        var json = Encoding.UTF8.GetString(Vectors.Compact(Vectors.All.GetProperty("facilitatorRequests").GetProperty("verify")));
        Assert.Contains(right, json, StringComparison.Ordinal);

        Assert.False(PaymentCodec.TryDecodeRequest(Encoding.UTF8.GetBytes(json.Replace(right, wrong)), out _, out var actual, out var sentence));

        Assert.Equal(new PaymentReason(reason), actual);
        Assert.Equal(detail, sentence);
    }

    [Theory]
    [InlineData("\"resource\":{", "\"other\":{", "$.resource is missing.")]
    [InlineData("\"accepts\":[", "\"other\":[", "$.accepts is missing.")]
    [InlineData("\"amount\":\"10000\"", "\"amount\":true", "$.accepts[0].amount must be a string.")]
    [InlineData("\"x402Version\":2", "\"x402Version\":1", "$.x402Version must be 2 in this header.")]
    public void An_offer_is_refused_at_the_member_that_is_wrong(string right, string wrong, string detail)
    {
        var json = Vectors.HeaderJson("v2 402").Replace(right, wrong);

        Assert.False(PaymentCodec.TryDecodePaymentRequiredHeader(Vectors.ToHeader(json), out _, out var sentence));

        Assert.Equal(detail, sentence);
    }

    [Theory]
    [InlineData("""{"isValid":"true"}""")]
    [InlineData("""{"isValid":1}""")]
    [InlineData("""{"isValid":null}""")]
    [InlineData("""{"valid":true}""")]
    public void A_verdict_without_a_truth_value_is_none(string json) =>
        Assert.False(PaymentCodec.TryDecode(Encoding.UTF8.GetBytes(json), out VerifyResponse? _, out _));

    [Theory]
    [InlineData("""{"success":true,"network":"eip155:1"}""")]
    [InlineData("""{"success":true,"transaction":"0x"}""")]
    [InlineData("""{"success":"true","transaction":"0x","network":"eip155:1"}""")]
    [InlineData("""{"success":true,"transaction":1,"network":"eip155:1"}""")]
    public void A_receipt_without_its_members_is_none(string json) =>
        Assert.False(PaymentCodec.TryDecode(Encoding.UTF8.GetBytes(json), out SettleResponse? _, out _));

    [Theory]
    [InlineData("[]", "$ must be an object.")]
    [InlineData("""{"kinds":[{"x402Version":2,"scheme":"exact"}]}""", "$.kinds[0].network is missing.")]
    [InlineData("""{"kinds":[],"signers":{"eip155:*":[1]}}""", "$.signers.eip155:* must be an array of strings.")]
    public void A_list_of_kinds_is_refused_at_the_member_that_is_wrong(string json, string detail)
    {
        Assert.False(PaymentCodec.TryDecode(Encoding.UTF8.GetBytes(json), out SupportedResponse? _, out var sentence));
        Assert.Equal(detail, sentence);
    }

    private static void AssertRefused(string json, string right, string wrong, string reason, string detail)
    {
        Assert.Contains(right, json, StringComparison.Ordinal);

        Assert.False(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json.Replace(right, wrong)), out var payment, out var actual, out var sentence));

        Assert.Null(payment);
        Assert.Equal(new PaymentReason(reason), actual);
        Assert.Equal(detail, sentence);
    }
}
