using System.Text;
using System.Text.Json;
using X402.Protocol;
using X402.Reasons;

namespace X402.Tests.Protocol;

/// <summary>Input made to break parsers is refused with a reason, never with an exception (SG-23).</summary>
public sealed class HostileInputTests
{
    private static readonly string s_payment = Vectors.HeaderJson("v2 payment eip3009");

    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "16 KB", Encoding.UTF8.GetBytes(s_payment + new string(' ', 16 * 1024)) },
        { "100 KB", Encoding.UTF8.GetBytes(s_payment + new string(' ', 100 * 1024)) },
        { "depth 10,000", Encoding.UTF8.GetBytes(new string('[', 10_000)) },
        { "depth 33", Encoding.UTF8.GetBytes(s_payment.Replace("\"resource\":", "\"x\":" + new string('[', 32) + new string(']', 32) + ",\"resource\":")) },
        { "a member twice", Encoding.UTF8.GetBytes(s_payment.Replace("\"x402Version\":2", "\"x402Version\":2,\"x402Version\":2")) },
        { "a member twice, once escaped", Encoding.UTF8.GetBytes(s_payment.Replace("\"x402Version\":2", "\"x402Version\":2,\"\\u00784\\u00302Version\":2")) },
        { "a nested member twice", Encoding.UTF8.GetBytes(s_payment.Replace("\"value\":", "\"value\":\"1\",\"value\":")) },
        { "a high surrogate alone", Encoding.UTF8.GetBytes(s_payment.Replace("premium", "\\ud83d")) },
        { "a low surrogate alone", Encoding.UTF8.GetBytes(s_payment.Replace("premium", "\\uDCB8")) },
        { "surrogates in the wrong order", Encoding.UTF8.GetBytes(s_payment.Replace("premium", "\\uDCB8\\uD83D")) },
        { "half a pair before another escape", Encoding.UTF8.GetBytes(s_payment.Replace("premium", "\\ud83d\\n")) },
        { "a byte order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(s_payment)] },
        { "NUL after the message", [.. Encoding.UTF8.GetBytes(s_payment), 0] },
        { "NUL inside a string", Encoding.UTF8.GetBytes(s_payment.Replace("premium", "pre\0mium")) },
        { "UTF-16", Encoding.Unicode.GetBytes(s_payment) },
        { "overlong UTF-8", Replace("premium", [0xC0, 0xAF]) },
        { "a surrogate in UTF-8", Replace("premium", [0xED, 0xA0, 0x80]) },
        { "a lone continuation byte", Replace("premium", [0x80]) },
        { "two messages", Encoding.UTF8.GetBytes(s_payment + s_payment) },
        { "a trailing comma", Encoding.UTF8.GetBytes(s_payment.Insert(s_payment.Length - 1, ",")) },
        { "a comment", Encoding.UTF8.GetBytes("/* */" + s_payment) },
        { "nothing but space", " "u8.ToArray() },
        { "an array", "[]"u8.ToArray() },
        { "a string", "\"x\""u8.ToArray() },
        { "null", "null"u8.ToArray() },
        { "a number beyond comparison", Encoding.UTF8.GetBytes(s_payment.Replace("\"resource\":", "\"x\":1e99999999999,\"resource\":")) },
        { "a number next to nothing, deep inside", Encoding.UTF8.GetBytes(s_payment.Replace("\"resource\":", "\"x\":[{\"y\":-0.5E-2147483649}],\"resource\":")) },
        { "half a message", Encoding.UTF8.GetBytes(s_payment[..(s_payment.Length / 2)]) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_header_bomb_is_refused(string what, byte[] json)
    {
        var decoded = PaymentCodec.TryDecodePaymentHeader(Convert.ToBase64String(json), out _, out var reason, out var detail);

        Assert.False(decoded, what);
        Assert.Equal(PaymentReasons.InvalidPaymentHeader, reason);
        Assert.NotEmpty(detail!);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_body_bomb_is_refused(string what, byte[] json)
    {
        Assert.False(PaymentCodec.TryDecodeRequest(json, out _, out var reason, out _), what);
        Assert.Equal(PaymentReasons.InvalidRequest, reason);
        Assert.False(PaymentCodec.TryDecodeV1Body(json, out _, out _), what);
        Assert.False(PaymentCodec.TryDecode(json, out VerifyResponse? _, out _), what);
        Assert.False(PaymentCodec.TryDecode(json, out SettleResponse? _, out _), what);
        Assert.False(PaymentCodec.TryDecode(json, out SupportedResponse? _, out _), what);
        Assert.False(PaymentCodec.TryDecodeFromStorage(json, out PaymentRequirements? _), what);
    }

    [Fact]
    public void Escaped_backslashes_before_hexadecimal_text_are_no_surrogates()
    {
        var json = s_payment.Replace("premium", @"a\\ud83d\ud83d\udcb8");

        Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json), out var payment, out _, out _));
        Assert.Equal(@"https://api.example.com/a\ud83d💸", payment.Resource!.Url);
    }

    [Fact]
    public void Text_that_looks_like_a_huge_number_and_numbers_that_anybody_can_compare_pass()
    {
        var json = s_payment.Replace("\"resource\":", "\"x\":{\"1e99999999999\":\"0x1e99999999999\",\"y\":[1e308,1E-999999999,\"\\\"1e99999999999\"]},\"resource\":");

        Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json), out var payment, out _, out _));
        Assert.True(JsonElement.DeepEquals(payment.UnknownMembers!["x"], payment.UnknownMembers["x"]));
    }

    [Fact]
    public void A_refusal_repeats_nothing_of_the_input()
    {
        var json = s_payment.Replace("\"maxTimeoutSeconds\":60", "\"maxTimeoutSeconds\":\"<script>\"");

        Assert.False(PaymentCodec.TryDecodePaymentHeader(Vectors.ToHeader(json), out _, out _, out var detail));

        Assert.Equal("$.accepted.maxTimeoutSeconds must be a number.", detail);
    }

    private static byte[] Replace(string text, byte[] bytes)
    {
        var at = s_payment.IndexOf(text, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(s_payment[..at]), .. bytes, .. Encoding.UTF8.GetBytes(s_payment[(at + text.Length)..])];
    }
}
