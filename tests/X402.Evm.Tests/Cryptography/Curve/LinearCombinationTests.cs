using System.Numerics;
using static X402.Evm.Tests.Cryptography.Curve.CurveNumbers;

namespace X402.Evm.Tests.Cryptography.Curve;

/// <summary>a G + b R where R is a known multiple of G, so that equal and opposite points meet inside the computation.</summary>
public sealed class LinearCombinationTests
{
    private static readonly BigInteger[] Special =
    [
        0, 1, 2, 3, 16, 2047, BigInteger.Pow(2, 128), BigInteger.Pow(2, 128) * 3, BigInteger.Pow(2, 127),
        Lambda, 2 * Lambda % N, Lambda * BigInteger.Pow(2, 64) % N, N - 1, N - 2, N - 3, N - Lambda, N - BigInteger.Pow(2, 128), (N + 1) / 2, Inverse(3, N),
    ];

    public static TheoryData<string> Arithmetics => Arithmetic.Names;

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Related_scalars_and_points_add_up_right(string name)
    {
        var arithmetic = Arithmetic.Named(name);
        foreach (var k in Special.Where(k => !k.IsZero))
        {
            var point = BouncyCastleCurve.ToAffine(BouncyCastleCurve.Multiply(Bytes(k)));
            foreach (var b in Special)
            {
                foreach (var a in Special)
                {
                    var expected = Mod(a + (b * k), N);
                    var actual = arithmetic.Combine(ToScalar(a), ToScalar(b), in point);
                    Assert.Equal(MultipleOfG(expected), actual);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Opposite_terms_cancel_to_infinity(string name)
    {
        var arithmetic = Arithmetic.Named(name);
        var random = new Random(41);
        for (var i = 0; i < 300; i++)
        {
            var k = (Random(random) % (N - 1)) + 1;
            var b = RandomOrEdge(random) % N;
            var point = BouncyCastleCurve.ToAffine(BouncyCastleCurve.Multiply(Bytes(k)));

            Assert.Null(arithmetic.Combine(ToScalar(Mod(-b * k, N)), ToScalar(b), in point));
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Random_scalars_and_points_agree_with_BouncyCastle(string name)
    {
        var arithmetic = Arithmetic.Named(name);
        var random = new Random(42);
        for (var i = 0; i < 500; i++)
        {
            var a = RandomOrEdge(random) % N;
            var b = RandomOrEdge(random) % N;
            var point = BouncyCastleCurve.Multiply(Bytes((Random(random) % (N - 1)) + 1));

            Assert.Equal(
                BouncyCastleCurve.Combine(Bytes(a), Bytes(b), point),
                arithmetic.Combine(ToScalar(a), ToScalar(b), BouncyCastleCurve.ToAffine(point)));
        }
    }

    private static readonly Dictionary<BigInteger, byte[]> Multiples = [];

    private static byte[]? MultipleOfG(BigInteger k)
    {
        lock (Multiples)
        {
            return k.IsZero ? null : Multiples.TryGetValue(k, out var point) ? point : Multiples[k] = BouncyCastleCurve.Multiply(Bytes(k));
        }
    }
}
