using System.Text;
using System.Text.Json;
using X402.Protocol;

namespace X402.Tests.Protocol;

/// <summary>Text leaves as <c>JSON.stringify</c> would write it; the expectations were taken from Node.</summary>
public sealed class JsonStringifyTests
{
    [Theory]
    [InlineData("a\"b\\c/d", """a\"b\\c/d""")]
    [InlineData("\b\t\n\f\r", """\b\t\n\f\r""")]
    [InlineData("\u0000\u000b\u001f\u007f\u0080", "\\u0000\\u000b\\u001f\u007f\u0080")]
    [InlineData("<script>&'+`", "<script>&'+`")]
    [InlineData("\u2028\u2029\ufeff\ue000", "\u2028\u2029\ufeff\ue000")]
    [InlineData("ü天💸", "ü天💸")]
    [InlineData("quote \" after 💸", "quote \\\" after 💸")]
    public void Text_is_escaped_as_little_as_in_the_reference(string text, string written)
    {
        var offer = new PaymentRequired { Resource = new() { Url = text }, Accepts = [] };

        var json = Vectors.FromHeader(PaymentCodec.EncodeHeader(offer));

        Assert.Equal($$"""{"x402Version":2,"resource":{"url":"{{written}}"},"accepts":[]}""", json);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_valid_UTF_8_and_no_exception()
    {
        var offer = new PaymentRequired { Resource = new() { Url = "a\ud83dz" }, Accepts = [] };

        var json = Convert.FromBase64String(PaymentCodec.EncodeHeader(offer));

        Assert.Equal("a\ufffdz", JsonElement.Parse(json).GetProperty("resource").GetProperty("url").GetString());
    }

    [Fact]
    public void Text_inside_preserved_JSON_is_written_like_all_other_text()
    {
        var requirements = Samples.Requirements with { Extra = Samples.Json("""{"na\u006de":"\ud83d\udcb8 \u00fc \u003c"}""") };

        var json = Encoding.UTF8.GetString(PaymentCodec.EncodeForStorage(requirements));

        Assert.EndsWith("""
            "extra":{"name":"💸 ü <"}}
            """, json, StringComparison.Ordinal);
    }
}
