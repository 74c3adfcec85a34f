using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Multiplier;
using Org.BouncyCastle.Utilities;

namespace X402.Evm.Cryptography;

/// <summary>
/// A private key that signs 32-byte hashes: ECDSA with the deterministic nonce of RFC 6979, low s, and Ethereum's v.
/// </summary>
/// <remarks>
/// <para>The 32 bytes live in one pinned buffer that the garbage collector never copies, and are overwritten by <see cref="Dispose"/>.
/// While signing, intermediate numbers of BouncyCastle are on the heap until they are collected.</para>
/// <para>Point multiplication by secrets is BouncyCastle's comb with table lookups that do not depend on the scalar, and the
/// remaining arithmetic is multiplied by a fresh random number, so that its timing says nothing about the key.
/// Every signature is recovered before it is handed out: one that was computed wrongly (a hardware fault) would reveal the key.</para>
/// <para><b>Thread safety:</b> the key may sign on many threads at once; do not dispose it while it signs.</para>
/// </remarks>
public sealed class Secp256k1PrivateKey : IDisposable
{
    /// <summary>Length of a private key, in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Length of a signature r || s || v, in bytes.</summary>
    public const int SignatureSize = 65;

    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    private static readonly BigInteger HalfOrder = Curve.N.ShiftRight(1);

    private readonly byte[] _key = GC.AllocateUninitializedArray<byte>(KeySize, pinned: true);
    private readonly byte[] _address = new byte[Secp256k1.AddressSize];
    private bool _disposed;

    /// <summary>Takes a copy of <paramref name="key"/>; the caller clears its own.</summary>
    /// <param name="key">32 bytes, big-endian, in [1, n-1].</param>
    /// <exception cref="ArgumentException">The bytes are not a private key. The message does not contain them.</exception>
    public Secp256k1PrivateKey(ReadOnlySpan<byte> key)
    {
        Secp256k1.ThrowIfNot(KeySize, key.Length, nameof(key));
        var d = new BigInteger(1, key);
        if (d.SignValue == 0 || d.CompareTo(Curve.N) >= 0)
        {
            throw new ArgumentException("A private key is a number from 1 to the order of the curve minus 1.", nameof(key));
        }

        key.CopyTo(_key);
        Span<byte> encoded = stackalloc byte[65];
        new FixedPointCombMultiplier().Multiply(Curve.G, d).Normalize().EncodeTo(false, encoded);
        Secp256k1.ToAddress(encoded[1..], _address);
    }

    /// <summary>Makes a new random key.</summary>
    public static Secp256k1PrivateKey Generate()
    {
        Span<byte> key = stackalloc byte[KeySize];
        try
        {
            BigIntegers.AsUnsignedByteArray(RandomScalar(), key);
            return new Secp256k1PrivateKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The account of this key: 20 bytes. Stays readable after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Address => _address;

    internal bool IsWiped => !_key.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Signs <paramref name="digest"/>; the same digest always gives the same signature.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="signature">Receives r || s || v: 65 bytes, v is 27 or 28, s is at most n/2.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="ObjectDisposedException">The key is disposed.</exception>
    /// <exception cref="CryptographicException">The computed signature did not lead back to this key; nothing was written.</exception>
    public void Sign(ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Secp256k1.ThrowIfNot(32, digest.Length, nameof(digest));
        Secp256k1.ThrowIfNot(SignatureSize, signature.Length, nameof(signature));

        Span<byte> rs = stackalloc byte[64];
        SignRaw(digest, rs);
        Span<byte> address = stackalloc byte[Secp256k1.AddressSize];
        for (var recoveryId = 0; recoveryId < 2; recoveryId++)
        {
            if (Secp256k1.TryRecoverAddress(digest, rs[..32], rs[32..], recoveryId, address) && address.SequenceEqual(_address))
            {
                rs.CopyTo(signature);
                signature[64] = (byte)(27 + recoveryId);
                return;
            }
        }

        throw new CryptographicException("The signature does not lead back to its key.");
    }

    /// <summary>Says which account this is. Never the key.</summary>
    public override string ToString() => $"0x{Convert.ToHexStringLower(_address)} (private key)";

    /// <summary>Overwrites the key. <see cref="Sign"/> refuses from now on.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
    }

    private void SignRaw(ReadOnlySpan<byte> digest, Span<byte> rs)
    {
        var n = Curve.N;
        var d = new BigInteger(1, _key);
        var e = new BigInteger(1, digest);
        var nonces = new HMacDsaKCalculator(new Sha256Digest());
        nonces.Init(n, d, digest.ToArray());

        BigInteger r, s;
        do
        {
            var k = nonces.NextK();
            r = new FixedPointCombMultiplier().Multiply(Curve.G, k).Normalize().AffineXCoord.ToBigInteger().Mod(n);

            // s = (e + r d) / k, computed as (b e + r (b d)) / (b k): b is random, so no number below depends on d or k alone.
            var b = RandomScalar();
            var numerator = b.Multiply(e).Add(r.Multiply(b.Multiply(d).Mod(n))).Mod(n);
            s = BigIntegers.ModOddInverse(n, b.Multiply(k).Mod(n)).Multiply(numerator).Mod(n);
        }
        while (r.SignValue == 0 || s.SignValue == 0);

        if (s.CompareTo(HalfOrder) > 0)
        {
            s = n.Subtract(s);
        }

        BigIntegers.AsUnsignedByteArray(r, rs[..32]);
        BigIntegers.AsUnsignedByteArray(s, rs[32..]);
    }

    private static BigInteger RandomScalar()
    {
        Span<byte> bytes = stackalloc byte[KeySize];
        try
        {
            BigInteger scalar;
            do
            {
                RandomNumberGenerator.Fill(bytes);
                scalar = new BigInteger(1, bytes);
            }
            while (scalar.SignValue == 0 || scalar.CompareTo(Curve.N) >= 0);

            return scalar;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
