using System.Text;
using System.Text.Json;
using CsCheck;
using X402.Protocol;

namespace X402.Tests.Protocol;

/// <summary>Properties that hold for all input.</summary>
public sealed class CodecPropertyTests
{
    private static readonly byte[][] s_seeds =
    [
        .. Vectors.All.GetProperty("headers").EnumerateArray().Select(vector => Encoding.UTF8.GetBytes(vector.GetProperty("json").GetString()!)),
        Vectors.Compact(Vectors.All.GetProperty("v1").GetProperty("paymentRequiredBody")),
        Vectors.Compact(Vectors.All.GetProperty("v1").GetProperty("verifyRequest")),
        Vectors.Compact(Vectors.All.GetProperty("facilitatorRequests").GetProperty("verify")),
    ];

    private static readonly byte[][] s_fragments =
    [
        .. new[] { "", "null", "0", "-1", "1e999", "\"\"", "[]", "{}", "\"\\ud800\"", "\\u0000", "\\", "\"", ",", ":", "{", "}", "[", "]", "\u00e9", "2.0", "true" }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0x00], [0xC0, 0x80],
    ];

    private static readonly Gen<byte[]> s_mutated =
        from seed in Gen.OneOf(s_seeds)
        from edits in Gen.Select(Gen.Int[0, 4096], Gen.Int[0, 12], Gen.OneOf(s_fragments)).Array[1, 4]
        select edits.Aggregate(seed, Edit);

    private static readonly Gen<string> s_text = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\0', '\ud7ff']), 0, 20];

    [Fact]
    public void Mutated_input_is_read_or_refused_but_never_throws_and_what_is_read_can_be_written() =>
        s_mutated.Sample(json =>
        {
            if (PaymentCodec.TryDecodePaymentHeader(Convert.ToBase64String(json), out var payment, out var reason, out var detail))
            {
                Touch(payment.Payload);
                Assert.True(PaymentCodec.TryDecodePaymentHeader(PaymentCodec.EncodeHeader(payment), out _, out _, out _));
                Assert.True(PaymentCodec.TryDecodeFromStorage(PaymentCodec.EncodeForStorage(payment), out PaymentPayload? _));
            }
            else
            {
                Assert.NotEmpty(reason.Code);
                Assert.NotEmpty(detail);
            }
            if (PaymentCodec.TryDecodePaymentRequiredHeader(Convert.ToBase64String(json), out var offer, out _))
                PaymentCodec.EncodeHeader(offer);
            if (PaymentCodec.TryDecodeV1Body(json, out offer, out _))
                PaymentCodec.EncodeV1Body(offer);
            if (PaymentCodec.TryDecodeRequest(json, out var request, out _, out _))
                Assert.True(PaymentCodec.TryDecodeRequest(PaymentCodec.EncodeRequest(request), out _, out _, out _));
            if (PaymentCodec.TryDecode(json, out SettleResponse? receipt, out _))
                PaymentCodec.EncodeHeader(receipt, receipt.Success ? 1 : 2);
            PaymentCodec.TryDecode(json, out VerifyResponse? _, out _);
            PaymentCodec.TryDecode(json, out SupportedResponse? _, out _);
        }, iter: 20_000);

    [Fact]
    public void Any_text_of_a_header_is_read_or_refused() =>
        Gen.String.Sample(header => { PaymentCodec.TryDecodePaymentHeader(header, out _, out _, out _); });

    [Fact]
    public void Every_text_survives_the_round_trip_and_reads_the_same_in_any_JSON_parser() =>
        Gen.Select(s_text, s_text, s_text).Sample((description, name, extra) =>
        {
            var offer = new PaymentRequired
            {
                Error = description,
                Resource = new() { Url = "u", Description = description, Tags = [name] },
                Accepts = [Samples.Requirements with { Extra = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [name] = extra }) }],
            };

            var header = PaymentCodec.EncodeHeader(offer);

            Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(header, out var read, out _));
            Assert.Equal(description, read.Resource.Description);
            Assert.Equal(name, Assert.Single(read.Resource.Tags!));
            Assert.Equal(extra, read.Accepts[0].GetExtra(name));
            Assert.Equal(header, PaymentCodec.EncodeHeader(read));
            Assert.Equal(description, JsonElement.Parse(Convert.FromBase64String(header)).GetProperty("error").GetString());
        });

    private static byte[] Edit(byte[] json, (int At, int Length, byte[] Fragment) edit)
    {
        var at = edit.At % (json.Length + 1);
        var end = Math.Min(json.Length, at + edit.Length);
        return [.. json[..at], .. edit.Fragment, .. json[end..]];
    }

    // schemes read payloads as text everywhere; that must be possible in whatever was let through
    private static void Touch(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Touch(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Touch(item);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
