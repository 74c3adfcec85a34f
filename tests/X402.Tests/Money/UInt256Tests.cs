using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using X402.Money;

namespace X402.Tests.Money;

/// <summary>The number type of money agrees with arbitrary precision everywhere, and refuses where it would have to wrap.</summary>
public sealed class UInt256Tests
{
    private static readonly BigInteger s_modulus = BigInteger.One << 256;

    // limbs at their edges, where carries are born
    private static readonly Gen<ulong> s_limb = Gen.OneOf(Gen.ULong, Gen.OneOf(0UL, 1UL, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63));

    private static readonly Gen<BigInteger> s_number = Gen.Select(s_limb, s_limb, s_limb, s_limb)
        .Select((a, b, c, d) => (((((BigInteger)a << 64) | b) << 64 | c) << 64) | d);

    [Fact]
    public void Conversions_lose_nothing() => s_number.Sample(number =>
    {
        var value = (UInt256)number;
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);

        Assert.Equal(number, (BigInteger)value);
        Assert.Equal(value, UInt256.FromBigEndian(word));
        Assert.Equal(number, new BigInteger(word, isUnsigned: true, isBigEndian: true));
        Assert.Equal(number <= ulong.MaxValue, value.TryToUInt64(out var narrow));
        Assert.Equal((ulong)(number & ulong.MaxValue), narrow);
    });

    [Fact]
    public void Text_is_that_of_any_other_integer() => s_number.Sample(number =>
    {
        var value = (UInt256)number;
        var text = number.ToString(CultureInfo.InvariantCulture);
        Span<char> chars = stackalloc char[UInt256.MaxDecimalDigits];
        Span<byte> utf8 = stackalloc byte[UInt256.MaxDecimalDigits];

        Assert.Equal(text, value.ToString());
        Assert.Equal(text, $"{value}");
        Assert.True(value.TryFormat(chars, out var written, default, null));
        Assert.Equal(text, chars[..written]);
        Assert.False(value.TryFormat(chars[..(text.Length - 1)], out written, default, null));
        Assert.Equal(0, written);
        Assert.True(value.TryFormat(utf8, out written, default, null));
        Assert.Equal(text, Encoding.ASCII.GetString(utf8[..written]));
        Assert.False(value.TryFormat(utf8[..(text.Length - 1)], out _, default, null));
        Assert.Equal(value, UInt256.Parse(text));
        Assert.True(UInt256.TryParse(Encoding.ASCII.GetBytes("000" + text), out var parsed));
        Assert.Equal(value, parsed);
    });

    [Fact]
    public void Sums_are_exact_or_refused() => Gen.Select(s_number, s_number).Sample((left, right) =>
    {
        var fits = UInt256.TryAdd((UInt256)left, (UInt256)right, out var sum);

        Assert.Equal(left + right < s_modulus, fits);
        if (fits)
            Assert.Equal(left + right, (BigInteger)((UInt256)left + (UInt256)right));
        else
            Assert.Throws<OverflowException>(() => (UInt256)left + (UInt256)right);
        Assert.Equal((left + right) % s_modulus, (BigInteger)sum);
    });

    [Fact]
    public void Differences_are_exact_or_refused() => Gen.Select(s_number, s_number).Sample((left, right) =>
    {
        if (left >= right)
            Assert.Equal(left - right, (BigInteger)((UInt256)left - (UInt256)right));
        else
            Assert.Throws<OverflowException>(() => (UInt256)left - (UInt256)right);
    });

    [Fact]
    public void Products_are_exact_or_refused() => Gen.Select(s_number, s_limb).Sample((left, right) =>
    {
        if (left * right < s_modulus)
            Assert.Equal(left * right, (BigInteger)((UInt256)left * right));
        else
            Assert.Throws<OverflowException>(() => (UInt256)left * right);
    });

    [Fact]
    public void Order_and_equality_are_those_of_numbers() => Gen.Select(s_number, s_number).Sample((left, right) =>
    {
        var (a, b) = ((UInt256)left, (UInt256)right);
        Assert.Equal(left < right, a < b);
        Assert.Equal(left <= right, a <= b);
        Assert.Equal(left > right, a > b);
        Assert.Equal(left >= right, a >= b);
        Assert.Equal(left == right, a == b);
        Assert.Equal(left != right, a != b);
        Assert.Equal(Math.Sign(left.CompareTo(right)), Math.Sign(a.CompareTo(b)));
        Assert.True(((UInt256)left).Equals((object)a) && a.GetHashCode() == ((UInt256)left).GetHashCode());
    });

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("١٢")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("9999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    public void What_is_no_number_of_256_bits_is_refused(string text)
    {
        Assert.False(UInt256.TryParse(text, out var value));
        Assert.True(value.IsZero);
        Assert.False(UInt256.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => UInt256.Parse(text));
    }

    [Fact]
    public void The_greatest_value_is_2_to_the_256_minus_1()
    {
        Assert.Equal(s_modulus - 1, (BigInteger)UInt256.MaxValue);
        Assert.Equal(UInt256.MaxValue, UInt256.Parse("115792089237316195423570985008687907853269984665640564039457584007913129639935"));
        Assert.Throws<OverflowException>(() => (UInt256)s_modulus);
        Assert.Throws<OverflowException>(() => (UInt256)BigInteger.MinusOne);
        Assert.Throws<OverflowException>(() => (ulong)UInt256.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => UInt256.FromBigEndian(new byte[33]));
    }

    [Fact]
    public void Short_words_are_extended_on_the_left()
    {
        Assert.Equal(UInt256.Zero, UInt256.FromBigEndian([]));
        Assert.Equal((UInt256)0x0102UL, UInt256.FromBigEndian([1, 2]));
        Assert.True(UInt256.Zero.IsZero);
        Assert.False(UInt256.One.IsZero);
    }
}
