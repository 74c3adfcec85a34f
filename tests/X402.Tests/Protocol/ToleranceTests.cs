using System.Text;
using X402.Protocol;

namespace X402.Tests.Protocol;

/// <summary>What other implementations send is read as they mean it: explicit nulls are absent, unknown members survive (digest section 2.8).</summary>
public sealed class ToleranceTests
{
    [Fact]
    public void Explicit_nulls_in_an_offer_are_absent_members()
    {
        const string json = """
            {"x402Version":2,"error":null,"resource":{"url":"https://a.example","description":null,"mimeType":null,"serviceName":null,"tags":null,"iconUrl":null},
            "accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"0x","payTo":"0x","maxTimeoutSeconds":1,"extra":null}],"extensions":null}
            """;

        Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(Vectors.ToHeader(json), out var offer, out _));

        Assert.Equal(
            """{"x402Version":2,"resource":{"url":"https://a.example"},"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"0x","payTo":"0x","maxTimeoutSeconds":1}]}""",
            Vectors.FromHeader(PaymentCodec.EncodeHeader(offer)));
    }

    [Fact]
    public void Explicit_nulls_in_a_payment_are_absent_members()
    {
        var json = Vectors.HeaderJson("v2 payment eip3009").Replace("\"resource\":{", "\"extensions\":null,\"resource\":null,\"unknown\":{");

        Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json), out var payment, out _, out _));

        Assert.Null(payment.Resource);
        Assert.Null(payment.Extensions);
        Assert.True(payment.UnknownMembers!.ContainsKey("unknown"));
    }

    [Fact]
    public void Explicit_nulls_in_answers_are_absent_members()
    {
        Assert.True(PaymentCodec.TryDecode("""{"isValid":false,"invalidReason":null,"invalidMessage":null,"payer":null,"extensions":null,"extra":null}"""u8, out VerifyResponse? verdict, out _));
        Assert.True(PaymentCodec.TryDecode("""{"success":false,"errorReason":null,"errorMessage":null,"payer":null,"transaction":"","network":"","amount":null,"extensions":null,"extra":null}"""u8, out SettleResponse? receipt, out _));
        Assert.True(PaymentCodec.TryDecode("""{"kinds":[{"x402Version":1,"scheme":"exact","network":"base","extra":null}],"extensions":null,"signers":null}"""u8, out SupportedResponse? supported, out _));

        Assert.Equal(new VerifyResponse { IsValid = false }, verdict);
        Assert.Equal(new SettleResponse { Success = false, Transaction = "", Network = "" }, receipt);
        Assert.Equal(new SupportedKind { X402Version = 1, Scheme = "exact", Network = "base" }, Assert.Single(supported.Kinds));
    }

    [Fact]
    public void Members_that_this_version_does_not_know_survive_in_place()
    {
        const string json = """
            {"x402Version":2,"resource":{"url":"https://a.example","colour":"red"},"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"0x","payTo":"0x","maxTimeoutSeconds":1,"rounding":[1,2.50,null]}],"later":{"a":{}}}
            """;

        Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(Vectors.ToHeader(json), out var offer, out _));

        Assert.Equal(json, Vectors.FromHeader(PaymentCodec.EncodeHeader(offer)));
    }

    [Fact]
    public void A_payment_keeps_unknown_members_numbers_and_extensions_as_they_were()
    {
        const string json = """
            {"x402Version":2,"payload":{"n":1.50,"big":123456789012345678901234567890},"extensions":{"bazaar":{"info":{"x":[]}}},"accepted":{"scheme":"exact","network":"eip155:1","amount":"1","asset":"0x","payTo":"0x","maxTimeoutSeconds":1,"extra":{"z":1,"a":2}},"later":null}
            """;

        Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json), out var payment, out _, out _));

        Assert.Equal(json, Vectors.FromHeader(PaymentCodec.EncodeHeader(payment)));
    }

    [Fact]
    public void A_preserved_member_never_replaces_one_that_has_a_meaning()
    {
        // "amount" means nothing in version 1; written in version 2 it would stand beside the amount that was offered
        const string body = """
            {"x402Version":1,"accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"5","amount":"1","resource":"https://a.example","description":"","mimeType":"","payTo":"0x","maxTimeoutSeconds":1,"asset":"0x"}]}
            """;

        Assert.True(PaymentCodec.TryDecodeV1Body(Encoding.UTF8.GetBytes(body), out var offer, out _));
        Assert.True(PaymentCodec.TryDecodeFromStorage(PaymentCodec.EncodeForStorage(offer.Accepts[0]), out PaymentRequirements? stored));

        Assert.Equal("5", stored.Amount);
        Assert.Null(stored.UnknownMembers);
    }

    [Fact]
    public void A_facilitator_of_version_1_may_answer_with_kinds_alone()
    {
        Assert.True(PaymentCodec.TryDecode("""{"kinds":[{"x402Version":1,"scheme":"exact","network":"base-sepolia"}]}"""u8, out SupportedResponse? supported, out _));

        Assert.Empty(supported.Extensions);
        Assert.Empty(supported.Signers);
    }

    [Fact]
    public void What_a_facilitator_serves_survives_the_round_trip()
    {
        var json = """{"kinds":[{"x402Version":2,"scheme":"upto","network":"eip155:1","extra":{"facilitatorAddress":"0x1"}}],"extensions":["bazaar"],"signers":{"eip155:*":["0x1","0x2"]}}"""u8;

        Assert.True(PaymentCodec.TryDecode(json, out SupportedResponse? supported, out _));

        Assert.Equal(json, PaymentCodec.Encode(supported));
    }
}
