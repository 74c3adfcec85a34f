using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>Multiplication, squaring and square root modulo p = 2^256 - 2^32 - 977.</summary>
/// <remarks>
/// <para>The product of two elements is nine columns: S_k is the sum of all a_i b_j with i + j = k and has weight 2^(52 k).
/// A column does not fit in 64 bits, and C# has no add-with-carry. So one factor is shifted left by 8 bits: the high half of the shifted
/// product is floor(a_i b_j / 2^56), and its low half shifted back is a_i b_j mod 2^56. Both have room above, and are summed without carries:</para>
/// <code>S_k = 2^56 high_k + low_k        S_k mod 2^52 = low_k mod 2^52        floor(S_k / 2^52) = 2^4 high_k + floor(low_k / 2^52)</code>
/// <para>Columns 5 to 9 fold into 0 to 4 because 2^260 mod p = 16 (2^32 + 977): x_k, what column k holds after carries, is one more
/// product in column k - 5.</para>
/// <para>Bounds: with magnitudes up to 8 limbs are below 2^56, a high half too, and carries and x_k below 2^63. The result has
/// magnitude 1. Every operand is read before the result is written, so they may be the same variable.</para>
/// </remarks>
internal static class Field<TMul>
    where TMul : struct, IWideMultiplier
{
    private const ulong M = FieldElement.Mask52;

    // 2^260 mod p, shifted as the factors are.
    private const ulong Fold8 = 0x10_0000_3D10UL << 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(out FieldElement r, in FieldElement a, in FieldElement b)
    {
        ulong a0 = a.N0 << 8, a1 = a.N1 << 8, a2 = a.N2 << 8, a3 = a.N3 << 8, a4 = a.N4 << 8;
        ulong b0 = b.N0, b1 = b.N1, b2 = b.N2, b3 = b.N3, b4 = b.N4;

        // The carry of column 8 folds into column 4, whose own carry belongs to column 5: so these come first.
        var high8 = TMul.High(a4, b4);
        var low8 = Low(a4 * b4);
        var x9 = Carry(high8, low8);

        var high4 = TMul.High(a0, b4) + TMul.High(a1, b3) + TMul.High(a2, b2) + TMul.High(a3, b1) + TMul.High(a4, b0) + TMul.High(x9, Fold8);
        var low4 = Low(a0 * b4) + Low(a1 * b3) + Low(a2 * b2) + Low(a3 * b1) + Low(a4 * b0) + Low(x9 * Fold8);

        var high5 = TMul.High(a1, b4) + TMul.High(a2, b3) + TMul.High(a3, b2) + TMul.High(a4, b1);
        var low5 = Low(a1 * b4) + Low(a2 * b3) + Low(a3 * b2) + Low(a4 * b1);
        var x5 = (low5 & M) + Carry(high4, low4);

        var high0 = TMul.High(a0, b0) + TMul.High(x5, Fold8);
        var low0 = Low(a0 * b0) + Low(x5 * Fold8);

        var high6 = TMul.High(a2, b4) + TMul.High(a3, b3) + TMul.High(a4, b2);
        var low6 = Low(a2 * b4) + Low(a3 * b3) + Low(a4 * b2);
        var x6 = (low6 & M) + Carry(high5, low5);

        var high1 = TMul.High(a0, b1) + TMul.High(a1, b0) + TMul.High(x6, Fold8);
        var low1 = Low(a0 * b1) + Low(a1 * b0) + Low(x6 * Fold8);
        var r1 = (low1 & M) + Carry(high0, low0);

        var high7 = TMul.High(a3, b4) + TMul.High(a4, b3);
        var low7 = Low(a3 * b4) + Low(a4 * b3);
        var x7 = (low7 & M) + Carry(high6, low6);

        var high2 = TMul.High(a0, b2) + TMul.High(a1, b1) + TMul.High(a2, b0) + TMul.High(x7, Fold8);
        var low2 = Low(a0 * b2) + Low(a1 * b1) + Low(a2 * b0) + Low(x7 * Fold8);
        var r2 = (low2 & M) + Carry(high1, low1) + (r1 >> 52);

        var x8 = (low8 & M) + Carry(high7, low7);
        var high3 = TMul.High(a0, b3) + TMul.High(a1, b2) + TMul.High(a2, b1) + TMul.High(a3, b0) + TMul.High(x8, Fold8);
        var low3 = Low(a0 * b3) + Low(a1 * b2) + Low(a2 * b1) + Low(a3 * b0) + Low(x8 * Fold8);
        var r3 = (low3 & M) + Carry(high2, low2) + (r2 >> 52);
        var r4 = (low4 & M) + Carry(high3, low3) + (r3 >> 52);

        // What exceeds 2^256 comes back at the bottom.
        var r0 = (low0 & M) + ((r4 >> 48) * FieldElement.Fold256);
        r.N0 = r0 & M;
        r.N1 = (r1 & M) + (r0 >> 52);
        r.N2 = r2 & M;
        r.N3 = r3 & M;
        r.N4 = r4 & FieldElement.Mask48;
    }

    /// <summary>
    /// <paramref name="r"/> = <paramref name="a"/>^(2^<paramref name="times"/>), at least once. The same columns as in
    /// <see cref="Multiply"/>, with each mixed product taken once and doubled; repeated squaring stays in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Square(out FieldElement r, in FieldElement a, int times = 1)
    {
        ulong b0 = a.N0, b1 = a.N1, b2 = a.N2, b3 = a.N3, b4 = a.N4;
        do
        {
            ulong a0 = b0 << 8, a1 = b1 << 8, a2 = b2 << 8, a3 = b3 << 8, a4 = b4 << 8;
            ulong d1 = b1 << 1, d2 = b2 << 1, d3 = b3 << 1, d4 = b4 << 1;

            var high8 = TMul.High(a4, b4);
            var low8 = Low(a4 * b4);
            var x9 = Carry(high8, low8);

            var high4 = TMul.High(a0, d4) + TMul.High(a1, d3) + TMul.High(a2, b2) + TMul.High(x9, Fold8);
            var low4 = Low(a0 * d4) + Low(a1 * d3) + Low(a2 * b2) + Low(x9 * Fold8);

            var high5 = TMul.High(a1, d4) + TMul.High(a2, d3);
            var low5 = Low(a1 * d4) + Low(a2 * d3);
            var x5 = (low5 & M) + Carry(high4, low4);

            var high0 = TMul.High(a0, b0) + TMul.High(x5, Fold8);
            var low0 = Low(a0 * b0) + Low(x5 * Fold8);

            var high6 = TMul.High(a2, d4) + TMul.High(a3, b3);
            var low6 = Low(a2 * d4) + Low(a3 * b3);
            var x6 = (low6 & M) + Carry(high5, low5);

            var high1 = TMul.High(a0, d1) + TMul.High(x6, Fold8);
            var low1 = Low(a0 * d1) + Low(x6 * Fold8);
            var r1 = (low1 & M) + Carry(high0, low0);

            var high7 = TMul.High(a3, d4);
            var low7 = Low(a3 * d4);
            var x7 = (low7 & M) + Carry(high6, low6);

            var high2 = TMul.High(a0, d2) + TMul.High(a1, b1) + TMul.High(x7, Fold8);
            var low2 = Low(a0 * d2) + Low(a1 * b1) + Low(x7 * Fold8);
            var r2 = (low2 & M) + Carry(high1, low1) + (r1 >> 52);

            var x8 = (low8 & M) + Carry(high7, low7);
            var high3 = TMul.High(a0, d3) + TMul.High(a1, d2) + TMul.High(x8, Fold8);
            var low3 = Low(a0 * d3) + Low(a1 * d2) + Low(x8 * Fold8);
            var r3 = (low3 & M) + Carry(high2, low2) + (r2 >> 52);
            var r4 = (low4 & M) + Carry(high3, low3) + (r3 >> 52);

            // What exceeds 2^256 comes back at the bottom.
            var r0 = (low0 & M) + ((r4 >> 48) * FieldElement.Fold256);
            b0 = r0 & M;
            b1 = (r1 & M) + (r0 >> 52);
            b2 = r2 & M;
            b3 = r3 & M;
            b4 = r4 & FieldElement.Mask48;
        }
        while (--times > 0);

        r.N0 = b0;
        r.N1 = b1;
        r.N2 = b2;
        r.N3 = b3;
        r.N4 = b4;
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
        Square(out root, in t, 2);

        Square(out var check, in root);
        FieldElement.Negate(out check, in check, 1);
        check.Add(in a);
        return check.IsZero();
    }

    // r = a^(2^squarings) b
    private static void SquareAndMultiply(out FieldElement r, in FieldElement a, int squarings, in FieldElement b)
    {
        Square(out var t, in a, squarings);
        Multiply(out r, in t, in b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong low) => low >> 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Carry(ulong high, ulong low) => (high << 4) + (low >> 52);
}
