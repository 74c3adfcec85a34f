using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using X402.Evm.Cryptography.Curve;

namespace X402.Evm.Tests.Cryptography.Curve;

/// <summary>The first judge: the same operations by BouncyCastle. Points are 64 bytes, or null for infinity and "no such key".</summary>
internal static class BouncyCastleCurve
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");

    public static byte[]? Recover(byte[] digest, byte[] r, byte[] s, int recoveryId)
    {
        var n = Curve.N;
        BigInteger rn = new(1, r), sn = new(1, s);
        if (rn.SignValue == 0 || sn.SignValue == 0 || rn.CompareTo(n) >= 0 || sn.CompareTo(n) >= 0)
        {
            return null;
        }

        var x = recoveryId < 2 ? rn : rn.Add(n);
        if (x.CompareTo(Curve.Curve.Field.Characteristic) >= 0)
        {
            return null;
        }

        var fieldX = Curve.Curve.FromBigInteger(x);
        var y = fieldX.Square().Multiply(fieldX).Add(Curve.Curve.B).Sqrt();
        if (y is null)
        {
            return null;
        }

        y = y.TestBitZero() == ((recoveryId & 1) == 1) ? y : y.Negate();
        var point = Curve.Curve.CreatePoint(x, y.ToBigInteger());
        var inverse = rn.ModInverse(n);
        var a = new BigInteger(1, digest).Negate().Multiply(inverse).Mod(n);
        return Encode(ECAlgorithms.SumOfTwoMultiplies(Curve.G, a, point, sn.Multiply(inverse).Mod(n)));
    }

    public static byte[]? Combine(byte[] a, byte[] b, byte[] point) =>
        Encode(Curve.G.Multiply(new BigInteger(1, a)).Add(Decode(point).Multiply(new BigInteger(1, b))));

    /// <summary>k G.</summary>
    public static byte[] Multiply(byte[] k) => Encode(Curve.G.Multiply(new BigInteger(1, k)))!;

    public static AffinePoint ToAffine(byte[] point) => new()
    {
        X = CurveNumbers.ToField(CurveNumbers.FromBytes(point.AsSpan(0, 32))),
        Y = CurveNumbers.ToField(CurveNumbers.FromBytes(point.AsSpan(32))),
    };

    private static ECPoint Decode(byte[] point) => Curve.Curve.DecodePoint([4, .. point]);

    private static byte[]? Encode(ECPoint point) => point.IsInfinity ? null : point.Normalize().GetEncoded(false)[1..];
}
