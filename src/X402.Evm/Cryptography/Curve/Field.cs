using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>Multiplication, squaring and square root modulo p = 2^256 - 2^32 - 977.</summary>
/// <remarks>
/// <para>The product of two elements is nine columns: S_k is the sum of all a_i b_j with i + j = k and has weight 2^(52 k).
/// A column does not fit in 64 bits, and C# has no add-with-carry. So the factors are shifted left by 6 bits each: the
/// high half of a shifted product is exactly floor(a_i b_j / 2^52), and the low half of (a_i 2^6) b_j is a_i b_j 2^6 mod 2^64.
/// High and low halves are summed separately, without carries:</para>
/// <code>
/// high = sum of floor(a_i b_j / 2^52)     falls short of floor(S / 2^52) by the carry of the at most six low parts, 0 to 5
/// low  = S 2^6 mod 2^64                   knows bits 0 to 57 of S, so also the lowest six bits of floor(S / 2^52)
/// floor(S / 2^52) = high + ((bits 52..57 of low) - high mod 64)          S mod 2^52 = bits 6..57 of low
/// </code>
/// <para>Columns 5 to 8 fold into 0 to 3 because 2^260 mod p = 16 (2^32 + 977): they are one more product in those columns.</para>
/// <para>Bounds: with magnitudes up to 8 limbs are below 2^56, shifted ones below 2^62, a high half below 2^60, a sum of five and a
/// fold below 2^63. The result has magnitude 1. Every operand is read before the result is written, so they may be the same variable.</para>
/// </remarks>
internal static class Field<TMul>
    where TMul : struct, IWideMultiplier
{
    private const ulong M = FieldElement.Mask52;

    // 2^260 mod p, shifted as the factors are: by 12 for the high half, by 6 for the low half.
    private const ulong Fold12 = 0x10_0000_3D10UL << 12;
    private const ulong Fold6 = 0x10_0000_3D10UL << 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(out FieldElement r, in FieldElement a, in FieldElement b)
    {
        ulong a0 = a.N0 << 6, a1 = a.N1 << 6, a2 = a.N2 << 6, a3 = a.N3 << 6, a4 = a.N4 << 6;
        ulong b0 = b.N0, b1 = b.N1, b2 = b.N2, b3 = b.N3, b4 = b.N4;
        ulong c0 = b0 << 6, c1 = b1 << 6, c2 = b2 << 6, c3 = b3 << 6, c4 = b4 << 6;

        // Column 8 first; its carry is limb 9, which folds into column 4; whose carry belongs to column 5.
        var high8 = TMul.High(a4, c4);
        var low8 = a4 * b4;

        var high4 = TMul.High(a0, c4) + TMul.High(a1, c3) + TMul.High(a2, c2) + TMul.High(a3, c1) + TMul.High(a4, c0)
            + TMul.High(high8, Fold12);
        var low4 = (a0 * b4) + (a1 * b3) + (a2 * b2) + (a3 * b1) + (a4 * b0) + (high8 * Fold6);

        var high5 = TMul.High(a1, c4) + TMul.High(a2, c3) + TMul.High(a3, c2) + TMul.High(a4, c1);
        var low5 = (a1 * b4) + (a2 * b3) + (a3 * b2) + (a4 * b1);
        var x5 = Low(low5) + Carry(high4, low4);

        var high0 = TMul.High(a0, c0) + TMul.High(x5, Fold12);
        var low0 = (a0 * b0) + (x5 * Fold6);

        var high6 = TMul.High(a2, c4) + TMul.High(a3, c3) + TMul.High(a4, c2);
        var low6 = (a2 * b4) + (a3 * b3) + (a4 * b2);
        var x6 = Low(low6) + Carry(high5, low5);

        var high1 = TMul.High(a0, c1) + TMul.High(a1, c0) + TMul.High(x6, Fold12);
        var low1 = (a0 * b1) + (a1 * b0) + (x6 * Fold6);

        var high7 = TMul.High(a3, c4) + TMul.High(a4, c3);
        var low7 = (a3 * b4) + (a4 * b3);
        var x7 = Low(low7) + Carry(high6, low6);

        var high2 = TMul.High(a0, c2) + TMul.High(a1, c1) + TMul.High(a2, c0) + TMul.High(x7, Fold12);
        var low2 = (a0 * b2) + (a1 * b1) + (a2 * b0) + (x7 * Fold6);

        var x8 = Low(low8) + Carry(high7, low7);
        var high3 = TMul.High(a0, c3) + TMul.High(a1, c2) + TMul.High(a2, c1) + TMul.High(a3, c0) + TMul.High(x8, Fold12);
        var low3 = (a0 * b3) + (a1 * b2) + (a2 * b1) + (a3 * b0) + (x8 * Fold6);

        Assemble(
            out r, Low(low0), Low(low1) + Carry(high0, low0), Low(low2) + Carry(high1, low1),
            Low(low3) + Carry(high2, low2), Low(low4) + Carry(high3, low3));
    }

    /// <summary>The same columns with each mixed product taken once and doubled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Square(out FieldElement r, in FieldElement a)
    {
        ulong b0 = a.N0, b1 = a.N1, b2 = a.N2, b3 = a.N3, b4 = a.N4;
        ulong c0 = b0 << 6, c1 = b1 << 6, c2 = b2 << 6, c3 = b3 << 6, c4 = b4 << 6;
        ulong d0 = b0 << 7, d1 = b1 << 7, d2 = b2 << 7, d3 = b3 << 7;

        var high8 = TMul.High(c4, c4);
        var low8 = c4 * b4;

        var high4 = TMul.High(d0, c4) + TMul.High(d1, c3) + TMul.High(c2, c2) + TMul.High(high8, Fold12);
        var low4 = (d0 * b4) + (d1 * b3) + (c2 * b2) + (high8 * Fold6);

        var high5 = TMul.High(d1, c4) + TMul.High(d2, c3);
        var low5 = (d1 * b4) + (d2 * b3);
        var x5 = Low(low5) + Carry(high4, low4);

        var high0 = TMul.High(c0, c0) + TMul.High(x5, Fold12);
        var low0 = (c0 * b0) + (x5 * Fold6);

        var high6 = TMul.High(d2, c4) + TMul.High(c3, c3);
        var low6 = (d2 * b4) + (c3 * b3);
        var x6 = Low(low6) + Carry(high5, low5);

        var high1 = TMul.High(d0, c1) + TMul.High(x6, Fold12);
        var low1 = (d0 * b1) + (x6 * Fold6);

        var high7 = TMul.High(d3, c4);
        var low7 = d3 * b4;
        var x7 = Low(low7) + Carry(high6, low6);

        var high2 = TMul.High(d0, c2) + TMul.High(c1, c1) + TMul.High(x7, Fold12);
        var low2 = (d0 * b2) + (c1 * b1) + (x7 * Fold6);

        var x8 = Low(low8) + Carry(high7, low7);
        var high3 = TMul.High(d0, c3) + TMul.High(d1, c2) + TMul.High(x8, Fold12);
        var low3 = (d0 * b3) + (d1 * b2) + (x8 * Fold6);

        Assemble(
            out r, Low(low0), Low(low1) + Carry(high0, low0), Low(low2) + Carry(high1, low1),
            Low(low3) + Carry(high2, low2), Low(low4) + Carry(high3, low3));
    }

    /// <summary>
    /// A square root of <paramref name="a"/>, if there is one: since p mod 4 = 3, it is a^((p+1)/4). That exponent is, in binary,
    /// 223 ones, a zero, 22 ones, four zeroes, two ones and two zeroes; xk below is a to the power of k ones.
    /// </summary>
    /// <returns>Whether <paramref name="root"/> squared is <paramref name="a"/>.</returns>
    public static bool TrySquareRoot(out FieldElement root, in FieldElement a)
    {
        SquareAndMultiply(out var x2, in a, 1, in a);
        SquareAndMultiply(out var x3, in x2, 1, in a);
        SquareAndMultiply(out var x6, in x3, 3, in x3);
        SquareAndMultiply(out var x9, in x6, 3, in x3);
        SquareAndMultiply(out var x11, in x9, 2, in x2);
        SquareAndMultiply(out var x22, in x11, 11, in x11);
        SquareAndMultiply(out var x44, in x22, 22, in x22);
        SquareAndMultiply(out var x88, in x44, 44, in x44);
        SquareAndMultiply(out var x176, in x88, 88, in x88);
        SquareAndMultiply(out var x220, in x176, 44, in x44);
        SquareAndMultiply(out var x223, in x220, 3, in x3);
        SquareAndMultiply(out var t, in x223, 23, in x22);
        SquareAndMultiply(out t, in t, 6, in x2);
        Square(out t, in t);
        Square(out root, in t);

        Square(out var check, in root);
        FieldElement.Negate(out check, in check, 1);
        check.Add(in a);
        return check.IsZero();
    }

    // r = a^(2^squarings) b
    private static void SquareAndMultiply(out FieldElement r, in FieldElement a, int squarings, in FieldElement b)
    {
        Square(out var t, in a);
        for (var i = 1; i < squarings; i++)
        {
            Square(out t, in t);
        }

        Multiply(out r, in t, in b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong low) => (low >> 6) & M;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Carry(ulong high, ulong low) => high + (((low >> 58) - high) & 63);

    // Limbs of up to 63 bits to magnitude 1: what exceeds 2^256 comes back at the bottom.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Assemble(out FieldElement r, ulong r0, ulong r1, ulong r2, ulong r3, ulong r4)
    {
        r2 += r1 >> 52;
        r3 += r2 >> 52;
        r4 += r3 >> 52;
        r0 += (r4 >> 48) * FieldElement.Fold256;
        r.N0 = r0 & M;
        r.N1 = (r1 & M) + (r0 >> 52);
        r.N2 = r2 & M;
        r.N3 = r3 & M;
        r.N4 = r4 & FieldElement.Mask48;
    }
}
