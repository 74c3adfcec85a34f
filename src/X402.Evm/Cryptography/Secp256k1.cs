using System.Runtime.Intrinsics.X86;
using X402.Evm.Cryptography.Curve;

namespace X402.Evm.Cryptography;

/// <summary>
/// The elliptic curve of Ethereum signatures, y² = x³ + 7 over the field of p = 2^256 - 2^32 - 977 elements.
/// </summary>
/// <remarks>
/// <para>Recovery works on public data and takes variable time; nothing secret may enter here. Signing is <see cref="Secp256k1PrivateKey"/>.
/// It allocates nothing, except for 160 KiB of tables at the first call of the process.</para>
/// <para><b>Thread safety:</b> all members are safe to call from any thread.</para>
/// </remarks>
public static class Secp256k1
{
    /// <summary>
    /// Name of the <see cref="AppContext"/> switch that, when true at start, makes recovery use the portable arithmetic
    /// even where the processor has BMI2. The environment variable X402_CRYPTOGRAPHY_DISABLE_BMI2=1 does the same.
    /// </summary>
    public const string DisableBmi2Switch = "X402.Cryptography.DisableBmi2";

    /// <summary>Length of an account address, in bytes.</summary>
    public const int AddressSize = 20;

    // A static readonly field is a constant to the optimizing JIT.
    private static readonly bool UseBmi2 = Bmi2.X64.IsSupported && !IsBmi2Disabled();

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

        Span<byte> coordinates = stackalloc byte[64];
        var isRecovered = UseBmi2
            ? PublicKeyRecovery<Bmi2Multiplier>.TryRecover(digest, r, s, recoveryId, coordinates)
            : PublicKeyRecovery<PortableMultiplier>.TryRecover(digest, r, s, recoveryId, coordinates);
        if (isRecovered)
        {
            ToAddress(coordinates, address);
        }

        return isRecovered;
    }

    // An address is the last 20 bytes of the hash of the public key's coordinates.
    internal static void ToAddress(ReadOnlySpan<byte> coordinates, Span<byte> address)
    {
        Span<byte> hash = stackalloc byte[Keccak256.HashSize];
        Keccak256.Hash(coordinates, hash);
        hash[12..].CopyTo(address);
    }

    internal static bool IsBmi2Disabled() =>
        (AppContext.TryGetSwitch(DisableBmi2Switch, out var isDisabled) && isDisabled)
        || Environment.GetEnvironmentVariable("X402_CRYPTOGRAPHY_DISABLE_BMI2") is "1" or "true";

    internal static void ThrowIfNot(int expected, int actual, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Expected {expected} bytes, not {actual}.", name);
        }
    }
}
