using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace X402.Evm.Cryptography;

/// <summary>
/// The elliptic curve of Ethereum signatures, y² = x³ + 7 over the field of p = 2^256 - 2^32 - 977 elements.
/// </summary>
/// <remarks><b>Thread safety:</b> all members are safe to call from any thread.</remarks>
public static class Secp256k1
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");

    /// <summary>Length of an account address, in bytes.</summary>
    public const int AddressSize = 20;

    private static ReadOnlySpan<byte> HalfOrder =>
    [
        0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
    ];

    /// <summary>
    /// Whether <paramref name="s"/> is at most n/2, the only form that contracts accept (EIP-2):
    /// with s also n - s is a signature of the same message, so that without this rule a signature has a twin.
    /// </summary>
    /// <param name="s">32 bytes, big-endian.</param>
    /// <exception cref="ArgumentException"><paramref name="s"/> has not 32 bytes.</exception>
    public static bool IsLowS(ReadOnlySpan<byte> s)
    {
        ThrowIfNot(32, s.Length, nameof(s));
        return s.SequenceCompareTo(HalfOrder) <= 0;
    }

    /// <summary>
    /// Finds the account that signed <paramref name="digest"/>, as the precompile <c>ecrecover</c> does.
    /// High s values are recovered too; ask <see cref="IsLowS"/> first where they must not pass.
    /// </summary>
    /// <param name="digest">The signed hash: 32 bytes.</param>
    /// <param name="r">32 bytes, big-endian.</param>
    /// <param name="s">32 bytes, big-endian.</param>
    /// <param name="recoveryId">0 to 3: bit 0 is the parity of R's y, bit 1 says that R's x is r + n. Ethereum's v is this plus 27 and knows 0 and 1 only.</param>
    /// <param name="address">Receives 20 bytes; zeroes when there is no such account.</param>
    /// <returns>False when the values are no signature: r or s outside [1, n-1], no curve point has this r, or the key would be the point at infinity.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length: 32 bytes each, and 20 for <paramref name="address"/>.</exception>
    public static bool TryRecoverAddress(
        ReadOnlySpan<byte> digest, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s, int recoveryId, Span<byte> address)
    {
        ThrowIfNot(32, digest.Length, nameof(digest));
        ThrowIfNot(32, r.Length, nameof(r));
        ThrowIfNot(32, s.Length, nameof(s));
        ThrowIfNot(AddressSize, address.Length, nameof(address));
        address.Clear();

        var rn = new BigInteger(1, r);
        var sn = new BigInteger(1, s);
        var n = Curve.N;
        if (recoveryId is < 0 or > 3 || rn.SignValue == 0 || sn.SignValue == 0 || rn.CompareTo(n) >= 0 || sn.CompareTo(n) >= 0)
        {
            return false;
        }

        var x = recoveryId < 2 ? rn : rn.Add(n);
        if (x.CompareTo(Curve.Curve.Field.Characteristic) >= 0)
        {
            return false;
        }

        // R's y is a square root of x³ + 7; half of all x have none.
        var fieldX = Curve.Curve.FromBigInteger(x);
        var fieldY = fieldX.Square().Multiply(fieldX).Add(Curve.Curve.B).Sqrt();
        if (fieldY is null)
        {
            return false;
        }

        var y = fieldY.TestBitZero() == ((recoveryId & 1) == 1) ? fieldY : fieldY.Negate();
        var point = Curve.Curve.CreatePoint(x, y.ToBigInteger());

        // s R = e G + r Q, hence Q = (s/r) R - (e/r) G.
        var inverse = rn.ModInverse(n);
        var e = new BigInteger(1, digest);
        var key = ECAlgorithms.SumOfTwoMultiplies(
            Curve.G, e.Negate().Multiply(inverse).Mod(n), point, sn.Multiply(inverse).Mod(n)).Normalize();
        if (key.IsInfinity)
        {
            return false;
        }

        Span<byte> encoded = stackalloc byte[65];
        key.EncodeTo(false, encoded);
        ToAddress(encoded[1..], address);
        return true;
    }

    // An address is the last 20 bytes of the hash of the public key's coordinates.
    internal static void ToAddress(ReadOnlySpan<byte> coordinates, Span<byte> address)
    {
        Span<byte> hash = stackalloc byte[Keccak256.HashSize];
        Keccak256.Hash(coordinates, hash);
        hash[12..].CopyTo(address);
    }

    internal static void ThrowIfNot(int expected, int actual, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Expected {expected} bytes, not {actual}.", name);
        }
    }
}
