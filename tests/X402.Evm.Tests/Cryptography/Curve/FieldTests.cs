using System.Numerics;
using X402.Evm.Cryptography.Curve;
using static X402.Evm.Tests.Cryptography.Curve.CurveNumbers;

namespace X402.Evm.Tests.Cryptography.Curve;

public sealed class FieldTests
{
    public static TheoryData<string> Arithmetics => Arithmetic.Names;

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Products_agree_with_big_integers(string name)
    {
        var field = Arithmetic.Named(name);
        var random = new Random(21);
        for (var i = 0; i < 30_000; i++)
        {
            var a = RandomElement(random);
            var b = RandomElement(random);

            field.Multiply(out var product, in a, in b);

            AssertMagnitudeOne(in product);
            Assert.Equal(Mod(Value(in a) * Value(in b), P), Mod(Value(in product), P));
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Squares_agree_with_big_integers(string name)
    {
        var field = Arithmetic.Named(name);
        var random = new Random(22);
        for (var i = 0; i < 30_000; i++)
        {
            var a = RandomElement(random);

            field.Square(out var square, in a);

            AssertMagnitudeOne(in square);
            Assert.Equal(Mod(Value(in a) * Value(in a), P), Mod(Value(in square), P));
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Repeated_squares_agree_with_big_integers(string name)
    {
        var field = Arithmetic.Named(name);
        var a = RandomElement(new Random(29));
        for (var times = 1; times < 100; times++)
        {
            field.Square(out var power, in a, times);

            AssertMagnitudeOne(in power);
            Assert.Equal(BigInteger.ModPow(Value(in a), BigInteger.Pow(2, times), P), Mod(Value(in power), P));
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Every_combination_of_empty_and_overfull_limbs_multiplies_right(string name)
    {
        var field = Arithmetic.Named(name);
        for (var i = 0; i < 32; i++)
        {
            for (var j = 0; j < 32; j++)
            {
                var a = Overfull(i);
                var b = Overfull(j);

                field.Multiply(out var product, in a, in b);
                field.Square(out var square, in a);

                AssertMagnitudeOne(in product);
                AssertMagnitudeOne(in square);
                Assert.Equal(Mod(Value(in a) * Value(in b), P), Mod(Value(in product), P));
                Assert.Equal(Mod(Value(in a) * Value(in a), P), Mod(Value(in square), P));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void A_result_may_replace_its_operands(string name)
    {
        var field = Arithmetic.Named(name);
        var a = RandomElement(new Random(23));
        field.Multiply(out var expected, in a, in a);

        var product = a;
        field.Multiply(out product, in product, in product);
        var square = a;
        field.Square(out square, in square);

        Assert.Equal(Value(in expected), Value(in product));
        Assert.Equal(Value(in expected), Value(in square));
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Square_roots_exist_for_squares_only(string name)
    {
        var field = Arithmetic.Named(name);
        var random = new Random(24);
        for (var i = 0; i < 500; i++)
        {
            var a = ToField(i < Edges.Length ? Edges[i] : Random(random));
            var isSquare = BigInteger.ModPow(Value(in a), (P - 1) / 2, P) != P - 1;

            Assert.Equal(isSquare, field.TrySquareRoot(out var root, in a));
            if (isSquare)
            {
                Assert.Equal(Mod(Value(in a), P), Mod(BigInteger.Pow(Value(in root), 2), P));
            }
        }
    }

    [Fact]
    public void Inverses_agree_with_big_integers()
    {
        var random = new Random(25);
        for (var i = 0; i < 5_000; i++)
        {
            var a = i < Edges.Length ? ToField(Edges[i]) : RandomElement(random);
            var expected = Inverse(Mod(Value(in a), P), P);

            a.Invert();

            Assert.Equal(expected, Value(in a));
        }
    }

    [Fact]
    public void Negation_halving_scaling_and_addition_agree_with_big_integers()
    {
        var random = new Random(26);
        for (var i = 0; i < 20_000; i++)
        {
            var magnitude = (ulong)random.Next(1, 8);
            var a = RandomElement(random, magnitude);
            var value = Value(in a);

            FieldElement.Negate(out var negative, in a, magnitude);
            var half = a;
            half.Halve();
            var triple = a;
            triple.Scale(3);
            var sum = a;
            sum.Add(in negative);

            Assert.Equal(Mod(-value, P), Mod(Value(in negative), P));
            Assert.Equal(Mod(value, P), Mod(2 * Value(in half), P));
            Assert.Equal(3 * value, Value(in triple));
            Assert.True(sum.IsZero());
        }
    }

    [Fact]
    public void Normalizing_gives_the_one_representation_below_p()
    {
        var random = new Random(27);
        for (var i = 0; i < 30_000; i++)
        {
            var a = i < Edges.Length ? ToField(Edges[i]) : RandomElement(random, (ulong)random.Next(1, 33));
            var expected = Mod(Value(in a), P);

            Assert.Equal(expected.IsZero, a.IsZero());
            a.Normalize();

            Assert.Equal(expected, Value(in a));
            Assert.Equal(!expected.IsEven, a.IsOdd);
            AssertFullLimbs(in a);
        }
    }

    [Fact]
    public void Multiples_of_p_are_zero_in_every_representation()
    {
        for (var k = 1UL; k <= 32; k++)
        {
            var multiple = new FieldElement(0xFFFFEFFFFFC2F * k, FieldElement.Mask52 * k, FieldElement.Mask52 * k, FieldElement.Mask52 * k, FieldElement.Mask48 * k);

            Assert.True(multiple.IsZero());
            multiple.N0++;
            Assert.False(multiple.IsZero());
        }
    }

    [Fact]
    public void Bytes_are_big_endian()
    {
        var random = new Random(28);
        for (var i = 0; i < 1_000; i++)
        {
            var value = Mod(RandomOrEdge(random), P);
            var bytes = new byte[32];

            ToField(value).WriteTo(bytes);

            Assert.Equal(value, FromBytes(bytes));
        }
    }

    // Limbs anywhere within the magnitude, often at its bounds.
    private static FieldElement RandomElement(Random random, ulong magnitude = 8)
    {
        var wide = 2 * magnitude * FieldElement.Mask52;
        return new FieldElement(Limb(wide), Limb(wide), Limb(wide), Limb(wide), Limb(2 * magnitude * FieldElement.Mask48));

        ulong Limb(ulong bound) => random.Next(6) switch
        {
            0 => bound,
            1 => 0,
            2 => bound - (ulong)random.Next(3),
            _ => (ulong)random.NextInt64((long)bound + 1),
        };
    }

    // Bit k of the pattern: limb k is the largest of magnitude 8, or 0.
    private static FieldElement Overfull(int pattern) => new(
        (ulong)(pattern & 1) * 16 * FieldElement.Mask52,
        (ulong)(pattern >> 1 & 1) * 16 * FieldElement.Mask52,
        (ulong)(pattern >> 2 & 1) * 16 * FieldElement.Mask52,
        (ulong)(pattern >> 3 & 1) * 16 * FieldElement.Mask52,
        (ulong)(pattern >> 4 & 1) * 16 * FieldElement.Mask48);

    private static void AssertMagnitudeOne(in FieldElement a)
    {
        Assert.True(a.N0 <= 2 * FieldElement.Mask52 && a.N1 <= 2 * FieldElement.Mask52 && a.N2 <= 2 * FieldElement.Mask52
            && a.N3 <= 2 * FieldElement.Mask52 && a.N4 <= 2 * FieldElement.Mask48);
    }

    private static void AssertFullLimbs(in FieldElement a) =>
        Assert.True((a.N0 | a.N1 | a.N2 | a.N3) <= FieldElement.Mask52 && a.N4 <= FieldElement.Mask48);
}
