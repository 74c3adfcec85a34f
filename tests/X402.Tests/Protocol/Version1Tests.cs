using System.Text;
using System.Text.Json;
using X402.Protocol;

namespace X402.Tests.Protocol;

/// <summary>Version 1 is a codec at the edge; inside there is one model.</summary>
public sealed class Version1Tests
{
    [Fact]
    public void Only_offers_that_version_1_can_express_are_in_its_body()
    {
        var good = Samples.Requirements;
        var offer = new PaymentRequired
        {
            Resource = Samples.Resource,
            Accepts =
            [
                good with { Network = "eip155:31337" },
                good with { Scheme = "upto" },
                good with { Extra = Samples.Json("""{"assetTransferMethod":"permit2"}""") },
                good,
            ],
        };

        var accepts = JsonElement.Parse(PaymentCodec.EncodeV1Body(offer)).GetProperty("accepts");

        var only = Assert.Single(accepts.EnumerateArray());
        Assert.Equal("base-sepolia", only.GetProperty("network").GetString());
        Assert.Equal("10000", only.GetProperty("maxAmountRequired").GetString());
        Assert.Equal("USDC", only.GetProperty("extra").GetProperty("name").GetString());
    }

    [Fact]
    public void A_body_without_any_such_offer_is_empty_and_not_absent()
    {
        var offer = new PaymentRequired { Error = "payment_required", Resource = Samples.Resource, Accepts = [Samples.Requirements with { Network = "eip155:31337" }] };

        Assert.Equal("""{"x402Version":1,"error":"payment_required","accepts":[]}"""u8, PaymentCodec.EncodeV1Body(offer));
    }

    [Fact]
    public void The_output_schema_survives()
    {
        const string body = """
            {"x402Version":1,"error":"e","accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"5","resource":"https://a.example","description":"d","mimeType":"m","outputSchema":{"input":{"type":"http"}},"payTo":"0x1","maxTimeoutSeconds":1,"asset":"0x2"}],"payer":"0x3"}
            """;

        Assert.True(PaymentCodec.TryDecodeV1Body(Encoding.UTF8.GetBytes(body), out var offer, out _));

        Assert.Equal(new ResourceInfo { Url = "https://a.example", Description = "d", MimeType = "m" }, offer.Resource);
        Assert.Equal(body, Encoding.UTF8.GetString(PaymentCodec.EncodeV1Body(offer)));
    }

    [Fact]
    public void An_offer_without_an_output_schema_does_not_say_null()
    {
        var body = PaymentCodec.EncodeV1Body(new() { Resource = Samples.Resource, Accepts = [Samples.Requirements] });

        Assert.False(JsonElement.Parse(body).GetProperty("accepts")[0].TryGetProperty("outputSchema", out _));
    }

    [Fact]
    public void An_offer_on_a_network_without_a_known_name_does_not_spoil_the_others()
    {
        const string body = """
            {"x402Version":1,"accepts":[
            {"scheme":"exact","network":"moon","maxAmountRequired":"1","resource":"r","payTo":"0x1","maxTimeoutSeconds":1,"asset":"0x2"},
            {"scheme":"exact","network":"base","maxAmountRequired":"2","resource":"r","payTo":"0x1","maxTimeoutSeconds":1,"asset":"0x2"}]}
            """;

        Assert.True(PaymentCodec.TryDecodeV1Body(Encoding.UTF8.GetBytes(body), out var offer, out _));

        Assert.Equal("2", Assert.Single(offer.Accepts).Amount);
    }

    [Fact]
    public void A_payment_on_a_network_without_a_name_cannot_be_written_for_version_1() =>
        Assert.Throws<ArgumentException>(() => PaymentCodec.EncodeHeader(Samples.PaymentV1 with { Network = "eip155:31337" }));

    [Fact]
    public void A_payment_of_version_2_without_accepted_requirements_cannot_be_written() =>
        Assert.Throws<ArgumentException>(() => PaymentCodec.EncodeHeader(Samples.Payment with { Accepted = null }));

    [Fact]
    public void A_request_cannot_mix_versions() =>
        Assert.Throws<ArgumentException>(() => PaymentCodec.EncodeRequest(new(ProtocolVersion.V2, Samples.PaymentV1, Samples.Requirements)));

    [Fact]
    public void A_receipt_of_version_1_on_a_network_without_a_name_says_its_CAIP_2_id()
    {
        var json = Vectors.FromHeader(PaymentCodec.EncodeHeader(Samples.Receipt with { Network = "eip155:31337" }, ProtocolVersion.V1));

        Assert.Contains("\"network\":\"eip155:31337\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_keeps_a_payment_of_version_1_on_any_network()
    {
        var payment = Samples.PaymentV1 with
        {
            Network = "eip155:31337",
            Resource = Samples.Resource,
            UnknownMembers = new() { ["accepted"] = Samples.Json("7") },
        };

        Assert.True(PaymentCodec.TryDecodeFromStorage(PaymentCodec.EncodeForStorage(payment), out PaymentPayload? stored));

        Assert.Equal(ProtocolVersion.V1, stored.X402Version);
        Assert.Equal("eip155:31337", stored.Network);
        Assert.Null(stored.Accepted);
        Assert.Equal(Samples.Resource.Url, stored.Resource!.Url);
        Assert.Equal("7", stored.UnknownMembers!["accepted"].GetRawText());
        Assert.Equal(PaymentCodec.EncodeForStorage(payment), PaymentCodec.EncodeForStorage(stored));
    }

    [Fact]
    public void Storage_keeps_a_payment_of_version_2()
    {
        Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.HeaderValue("v2 payment permit2"), out var payment, out _, out _));

        Assert.True(PaymentCodec.TryDecodeFromStorage(PaymentCodec.EncodeForStorage(payment), out PaymentPayload? stored));

        Assert.Equal(Vectors.HeaderValue("v2 payment permit2"), PaymentCodec.EncodeHeader(stored));
    }
}
