using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// A number modulo p = 2^256 - 2^32 - 977 as N0 + N1 2^52 + N2 2^104 + N3 2^156 + N4 2^208, and the operations on it that
/// need no multiplication; those are in <see cref="Field{TMul}"/>.
/// </summary>
/// <remarks>
/// <para>Limbs have room above their 52 (N4: 48) bits, so that sums need no carries. An element has <i>magnitude</i> m when
/// its limbs are at most 2m (2^52 - 1), and N4 at most 2m (2^48 - 1). Adding adds magnitudes, <see cref="Negate"/> of magnitude m gives
/// m + 1, multiplication takes magnitudes up to 8 and gives 1. Comments beside the formulas count them: "(3)".</para>
/// <para>Mutable, and handed around by reference: copying 40 bytes costs a quarter of a multiplication.</para>
/// </remarks>
internal struct FieldElement
{
    /// <summary>The bits of one limb.</summary>
    public const ulong Mask52 = (1UL << 52) - 1;

    /// <summary>The bits of the top limb.</summary>
    public const ulong Mask48 = (1UL << 48) - 1;

    /// <summary>2^256 mod p.</summary>
    public const ulong Fold256 = 0x1_0000_03D1;

    private const ulong P0 = 0xF_FFFE_FFFF_FC2F;

    public ulong N0, N1, N2, N3, N4;

    public FieldElement(ulong n0, ulong n1, ulong n2, ulong n3, ulong n4) =>
        (N0, N1, N2, N3, N4) = (n0, n1, n2, n3, n4);

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>The number of four 64-bit limbs, lowest first; it may be p or more.</summary>
    public static FieldElement FromLimbs(ulong d0, ulong d1, ulong d2, ulong d3) => new(
        d0 & Mask52,
        (d0 >> 52 | d1 << 12) & Mask52,
        (d1 >> 40 | d2 << 24) & Mask52,
        (d2 >> 28 | d3 << 36) & Mask52,
        d3 >> 16);

    /// <summary>Whether a normalized element is odd.</summary>
    public readonly bool IsOdd => (N0 & 1) != 0;

    /// <summary>Writes a normalized element as 32 big-endian bytes.</summary>
    public readonly void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], N0 | N1 << 52);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], N1 >> 12 | N2 << 40);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], N2 >> 24 | N3 << 28);
        BinaryPrimitives.WriteUInt64BigEndian(destination, N3 >> 36 | N4 << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in FieldElement other)
    {
        N0 += other.N0;
        N1 += other.N1;
        N2 += other.N2;
        N3 += other.N3;
        N4 += other.N4;
    }

    /// <summary>Multiplies by a small <paramref name="factor"/>; the magnitude grows by the same factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale(ulong factor)
    {
        N0 *= factor;
        N1 *= factor;
        N2 *= factor;
        N3 *= factor;
        N4 *= factor;
    }

    /// <summary>
    /// <paramref name="result"/> = -<paramref name="value"/> as 2 (m + 1) p - value: every limb of that multiple of p is larger than
    /// any limb of magnitude m, so nothing borrows. The result has magnitude m + 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out FieldElement result, in FieldElement value, ulong magnitude)
    {
        var k = 2 * (magnitude + 1);
        result.N0 = (P0 * k) - value.N0;
        result.N1 = (Mask52 * k) - value.N1;
        result.N2 = (Mask52 * k) - value.N2;
        result.N3 = (Mask52 * k) - value.N3;
        result.N4 = (Mask48 * k) - value.N4;
    }

    /// <summary>Divides by two: an odd number first gets p added, which is odd too. Magnitude m becomes m/2 + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Halve()
    {
        var mask = (0 - (N0 & 1)) >> 12;
        var n0 = N0 + (P0 & mask);
        var n1 = N1 + mask;
        var n2 = N2 + mask;
        var n3 = N3 + mask;
        var n4 = N4 + (mask >> 4);
        N0 = (n0 >> 1) + ((n1 & 1) << 51);
        N1 = (n1 >> 1) + ((n2 & 1) << 51);
        N2 = (n2 >> 1) + ((n3 & 1) << 51);
        N3 = (n3 >> 1) + ((n4 & 1) << 51);
        N4 = n4 >> 1;
    }

    /// <summary>Brings the element to its one representation in [0, p-1], with full limbs.</summary>
    public void Normalize()
    {
        CarryOnce();

        // Now below 2^256 + a little. Subtract p if the number is p or more: add 2^256 mod p and drop bit 256.
        var isAtLeastP = N4 >> 48 != 0 || (N4 == Mask48 && (N1 & N2 & N3) == Mask52 && N0 >= P0);
        if (isAtLeastP)
        {
            N0 += Fold256;
            Carry();
            N4 &= Mask48;
        }
    }

    /// <summary>Whether the number is 0 modulo p, in whichever representation. Mostly decided by the lowest limb.</summary>
    public readonly bool IsZero()
    {
        // After folding the excess of the top limb the number is below 2p, so it is zero exactly when it is 0 or p.
        var low = (N0 + ((N4 >> 48) * Fold256)) & Mask52;
        if (low is not (0 or P0))
        {
            return false;
        }

        var copy = this;
        copy.Normalize();
        return (copy.N0 | copy.N1 | copy.N2 | copy.N3 | copy.N4) == 0;
    }

    /// <summary>Replaces the element by its inverse, normalized; zero stays zero.</summary>
    public void Invert()
    {
        Normalize();
        ulong d0 = N0 | N1 << 52, d1 = N1 >> 12 | N2 << 40, d2 = N2 >> 24 | N3 << 28, d3 = N3 >> 36 | N4 << 16;
        ModularInverse.Invert(in ModularInverse.FieldModulus, ref d0, ref d1, ref d2, ref d3);
        this = FromLimbs(d0, d1, d2, d3);
    }

    private void CarryOnce()
    {
        N0 += (N4 >> 48) * Fold256;
        N4 &= Mask48;
        Carry();
    }

    private void Carry()
    {
        N1 += N0 >> 52;
        N0 &= Mask52;
        N2 += N1 >> 52;
        N1 &= Mask52;
        N3 += N2 >> 52;
        N2 &= Mask52;
        N4 += N3 >> 52;
        N3 &= Mask52;
    }
}
