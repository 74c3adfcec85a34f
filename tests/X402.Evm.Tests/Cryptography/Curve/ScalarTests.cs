using System.Numerics;
using X402.Evm.Cryptography.Curve;
using static X402.Evm.Tests.Cryptography.Curve.CurveNumbers;

namespace X402.Evm.Tests.Cryptography.Curve;

public sealed class ScalarTests
{
    [Fact]
    public void Reading_reduces_and_says_whether_it_had_to()
    {
        var random = new Random(31);
        for (var i = 0; i < 5_000; i++)
        {
            var value = RandomOrEdge(random);

            var scalar = Scalar.Read(Bytes(value), out var isReduced);

            Assert.Equal(value % N, Value(in scalar));
            Assert.Equal(value < N, isReduced);
            Assert.Equal(value % N == 0, scalar.IsZero);
            Assert.Equal(value % N < P - N, scalar.IsBelowFieldMinusOrder);
        }
    }

    [Fact]
    public void Products_negatives_and_inverses_agree_with_big_integers()
    {
        var random = new Random(32);
        for (var i = 0; i < 10_000; i++)
        {
            var a = RandomOrEdge(random) % N;
            var b = RandomOrEdge(random) % N;
            var x = ToScalar(a);
            var y = ToScalar(b);

            var product = Scalar.Multiply(in x, in y);
            var negative = x.Negate();
            var inverse = x.Invert();

            Assert.Equal(a * b % N, Value(in product));
            Assert.Equal(Mod(-a, N), Value(in negative));
            Assert.Equal(Inverse(a, N), Value(in inverse));
        }
    }

    [Fact]
    public void A_scalar_splits_into_two_halves_of_128_bits()
    {
        var random = new Random(33);
        for (var i = 0; i < 20_000; i++)
        {
            var k = RandomOrEdge(random) % N;

            Endomorphism.Split(ToScalar(k), out var k1, out var k2);

            Assert.Equal(k, Mod(ToBigInteger(in k1) + (ToBigInteger(in k2) * Lambda), N));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Signed_digits_add_up_to_their_number_and_keep_their_distance(int width)
    {
        var random = new Random(34);
        Span<short> digits = stackalloc short[SignedDigits.Count];
        for (var i = 0; i < 5_000; i++)
        {
            var mask = (BigInteger.One << random.Next(129)) - 1;
            var magnitude = i % 3 == 0 ? mask : Random(random) & mask;
            var value = new SignedInt128(i % 2 == 0, (ulong)(magnitude & ulong.MaxValue), (ulong)(magnitude >> 64));
            digits.Clear();

            var length = SignedDigits.Recode(in value, width, digits);

            var sum = BigInteger.Zero;
            var last = -width;
            for (var bit = 0; bit < digits.Length; bit++)
            {
                if (digits[bit] == 0)
                {
                    continue;
                }

                sum += (BigInteger)digits[bit] << bit;
                Assert.True(digits[bit] % 2 != 0 && Math.Abs(digits[bit]) < 1 << (width - 1) && bit - last >= width);
                last = bit;
            }

            Assert.Equal(ToBigInteger(in value), sum);
            Assert.Equal(magnitude.IsZero ? 0 : last + 1, length);
        }
    }

    private static BigInteger ToBigInteger(in SignedInt128 value)
    {
        var magnitude = value.Low + ((BigInteger)value.High << 64);
        return value.IsNegative ? -magnitude : magnitude;
    }
}
