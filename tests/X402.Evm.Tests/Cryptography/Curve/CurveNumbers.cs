using System.Numerics;
using X402.Evm.Cryptography.Curve;

namespace X402.Evm.Tests.Cryptography.Curve;

/// <summary>The curve's numbers as big integers, edge cases, and conversions.</summary>
internal static class CurveNumbers
{
    public static readonly BigInteger P = Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    public static readonly BigInteger N = Hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    public static readonly BigInteger Lambda = Hex("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72");
    public static readonly BigInteger Gx = Hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    /// <summary>Numbers of 256 bits at which something changes.</summary>
    public static readonly BigInteger[] Edges =
    [
        0, 1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 2047, 2048, 2049,
        P - N - 1, P - N, P - N + 1, (N / 2) - 1, N / 2, (N / 2) + 1, N - 2, N - 1, N, N + 1, P - 2, P - 1, P, P + 1,
        BigInteger.Pow(2, 256) - 1, BigInteger.Pow(2, 255), BigInteger.Pow(2, 128) - 1, BigInteger.Pow(2, 128), BigInteger.Pow(2, 128) + 1,
        BigInteger.Pow(2, 64) - 1, BigInteger.Pow(2, 64), BigInteger.Pow(2, 192), BigInteger.Pow(2, 127), BigInteger.Pow(2, 52) - 1, BigInteger.Pow(2, 52),
        Lambda, N - Lambda, Lambda + 1, Lambda - 1, N - 1 - Lambda, Gx, P - Gx,
    ];

    public static BigInteger Mod(BigInteger value, BigInteger modulus)
    {
        var remainder = value % modulus;
        return remainder.Sign < 0 ? remainder + modulus : remainder;
    }

    public static BigInteger Inverse(BigInteger value, BigInteger primeModulus) => BigInteger.ModPow(value, primeModulus - 2, primeModulus);

    public static BigInteger Random(Random random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    public static BigInteger RandomOrEdge(Random random) => random.Next(4) == 0 ? Edges[random.Next(Edges.Length)] : Random(random);

    public static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes.AsSpan(32 - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    public static BigInteger FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static BigInteger Value(in FieldElement a) =>
        a.N0 + ((BigInteger)a.N1 << 52) + ((BigInteger)a.N2 << 104) + ((BigInteger)a.N3 << 156) + ((BigInteger)a.N4 << 208);

    public static FieldElement ToField(BigInteger value) =>
        FieldElement.FromLimbs(Limb(value, 0), Limb(value, 1), Limb(value, 2), Limb(value, 3));

    public static BigInteger Value(in Scalar a) =>
        a.D0 + ((BigInteger)a.D1 << 64) + ((BigInteger)a.D2 << 128) + ((BigInteger)a.D3 << 192);

    public static Scalar ToScalar(BigInteger value) => new(Limb(value, 0), Limb(value, 1), Limb(value, 2), Limb(value, 3));

    private static ulong Limb(BigInteger value, int index) => (ulong)((value >> (64 * index)) & ulong.MaxValue);

    private static BigInteger Hex(string hex) => FromBytes(Convert.FromHexString(hex));
}
