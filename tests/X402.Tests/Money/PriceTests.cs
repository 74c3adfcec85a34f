using System.Text.Json;
using CsCheck;
using X402.Assets;
using X402.Money;
using X402.Networks;

namespace X402.Tests.Money;

/// <summary>A price becomes exactly the amount a person means, or an error (digest section 7.3).</summary>
public sealed class PriceTests
{
    private static readonly AssetInfo s_dollar = new(NetworkId.Evm(1), "0x01", "USDT", 6, null, null);
    private static readonly AssetInfo s_fine = s_dollar with { Decimals = 18 };

    public static TheoryData<string, string, string> Accepted =>
    [
        .. from vector in Strings()
           where vector.TryGetProperty("amount", out _)
           select (Text(vector, "input"), Text(vector, "atomic6"), Text(vector, "atomic18")),
    ];

    public static TheoryData<string> Rejected => [.. from vector in Strings() where vector.TryGetProperty("error", out _) select Text(vector, "input")];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Prices_become_the_amounts_of_the_reference_unless_it_rounds(string text, string atomic6, string atomic18)
    {
        var price = Price.Parse(text);

        Assert.True(price.TryGetAmount(s_fine, out var amount, out _));
        Assert.Equal(atomic18, amount.ToString());
        // the reference cuts digits off, so that the smallest prices become free
        if (price.TryGetAmount(s_dollar, out amount, out var error))
            Assert.Equal(atomic6, amount.ToString());
        else
            Assert.Contains("finer than the smallest unit", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    [InlineData("$-1")]
    [InlineData("$$1")]
    [InlineData("1$")]
    [InlineData("0x10")]
    [InlineData("1 USDC USDT")]
    [InlineData("1.2.3")]
    [InlineData("١")]
    [InlineData("Infinity")]
    [InlineData(null)]
    public void What_is_no_price_is_refused(string? text)
    {
        Assert.False(Price.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Price.Parse(text!));
    }

    [Theory]
    [InlineData("$0.0000001")]
    [InlineData("$0.0000019")]
    [InlineData("$1.0000001")]
    public void A_price_finer_than_the_smallest_unit_is_an_error_and_no_discount(string text)
    {
        Assert.False(Price.Parse(text).TryGetAmount(s_dollar, out var amount, out var error));
        Assert.True(amount.IsZero);
        Assert.Contains("6 decimals", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$0")]
    [InlineData("$0.000000")]
    [InlineData("0 USDT")]
    public void A_price_of_zero_is_an_error(string text)
    {
        Assert.False(Price.Parse(text).TryGetAmount(s_dollar, out _, out var error));
        Assert.Contains("zero", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_that_was_never_set_is_an_error()
    {
        Assert.False(default(Price).TryGetAmount(s_dollar, out _, out _));
        Assert.False(default(Price).TryGetAmount(s_dollar with { Decimals = 0 }, out _, out _));
        Assert.False(Price.Atomic(UInt256.Zero, s_dollar.Address).TryGetAmount(s_dollar, out _, out _));
    }

    [Fact]
    public void Zeros_after_the_smallest_unit_change_nothing()
    {
        Assert.True(Price.Parse("$0.0100000000").TryGetAmount(s_dollar, out var amount, out _));
        Assert.Equal((UInt256)10_000UL, amount);
    }

    [Fact]
    public void A_price_with_a_ticker_is_charged_in_that_token_only()
    {
        Assert.True(Price.Parse("1.50 usdt").TryGetAmount(s_dollar, out _, out _));
        Assert.False(Price.Parse("1.50 EURC").TryGetAmount(s_dollar, out _, out var error));
        Assert.Contains("not in USDT", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_in_atomic_units_is_charged_in_its_asset_only()
    {
        var price = Price.Atomic(7, "0xAb");

        Assert.True(price.TryGetAmount(s_dollar with { Address = "0xaB" }, out var amount, out _));
        Assert.Equal((UInt256)7UL, amount);
        Assert.False(price.TryGetAmount(s_dollar, out _, out _));
        Assert.Throws<ArgumentException>(() => Price.Atomic(7, ""));
    }

    [Fact]
    public void A_price_that_does_not_fit_into_a_word_is_an_error()
    {
        Assert.False(Price.Parse("$" + new string('9', 80)).TryGetAmount(s_dollar, out _, out var error));
        Assert.Contains("256 bits", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$ 0.010", "$0.010")]
    [InlineData(" 3 ", "$3")]
    [InlineData("1.50\tUSDC", "1.50 USDC")]
    [InlineData("1.50 usd", "$1.50")]
    public void A_price_reads_as_a_person_writes_it(string text, string written) => Assert.Equal(written, Price.Parse(text).ToString());

    [Fact]
    public void Every_amount_survives_being_written_as_a_price() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 36]).Where((units, _) => units > 0).Sample((units, decimals) =>
        {
            var digits = units.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
            var text = decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";

            Assert.True(Price.Parse("$" + text).TryGetAmount(s_dollar with { Decimals = decimals }, out var amount, out _));
            Assert.Equal((UInt256)units, amount);
        });

    private static IEnumerable<JsonElement> Strings() =>
        Vectors.All.GetProperty("money").EnumerateArray().Where(vector => vector.GetProperty("inputType").GetString() == "string");

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
