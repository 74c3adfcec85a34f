namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// The method of Gallant, Lambert and Vanstone. This curve has an endomorphism that costs one multiplication: for β, a cube root
/// of 1 modulo p, (x, y) -> (β x, y) multiplies a point by λ, a cube root of 1 modulo n. With k = k1 + k2 λ a product k P becomes k1 P + k2 (λ P),
/// and both k1 and k2 have half the bits: half of the doublings are saved.
/// </summary>
internal static class Endomorphism
{
    /// <summary>β.</summary>
    public static readonly FieldElement Beta =
        new(0x9_6C28_7195_01EE, 0x7_512F_5899_5C13, 0xC_3434_E99C_F049, 0x7106_E644_79EA, 0x7AE9_6A2B_657C);

    // The vectors (A1, -B1) and (A2, A1) are a short basis of all (x, y) with x + y λ = 0 modulo n; B1 below is its absolute value.
    private static ReadOnlySpan<ulong> A1 => [0xE86C_90E4_9284_EB15, 0x3086_D221_A7D4_6BCD];

    private static ReadOnlySpan<ulong> B1 => [0x6F54_7FA9_0ABF_E4C3, 0xE443_7ED6_010E_8828];

    private static ReadOnlySpan<ulong> A2 => [0x57C1_108D_9D44_CFD8, 0x14CA_50F7_A8E2_F3F6, 1];

    // A1 2^384 / n and B1 2^384 / n, rounded.
    private static ReadOnlySpan<ulong> G1 => [0xE893_209A_45DB_B031, 0x3DAA_8A14_71E8_CA7F, 0xE86C_90E4_9284_EB15, 0x3086_D221_A7D4_6BCD];

    private static ReadOnlySpan<ulong> G2 => [0x1571_B4AE_8AC4_7F71, 0x2212_08AC_9DF5_06C6, 0x6F54_7FA9_0ABF_E4C4, 0xE443_7ED6_010E_8828];

    /// <summary>k = k1 + k2 λ modulo n with |k1|, |k2| below 2^128.</summary>
    public static void Split(in Scalar k, out SignedInt128 k1, out SignedInt128 k2)
    {
        // (k, 0) minus the lattice vector nearest to it, c1 (A1, -B1) + c2 (A2, A1): what is left is no longer than half of each basis vector.
        Span<ulong> scalar = [k.D0, k.D1, k.D2, k.D3];
        Span<ulong> c1 = stackalloc ulong[3];
        Span<ulong> c2 = stackalloc ulong[3];
        MultiplyShift384(scalar, G1, c1);
        MultiplyShift384(scalar, G2, c2);

        // All of it in the integers modulo 2^256, where the small results keep their sign.
        Span<ulong> sum = stackalloc ulong[4];
        Limbs.AddProduct(sum, c1, A1);
        Limbs.AddProduct(sum, c2, A2);
        Limbs.Subtract(scalar, sum);
        k1 = ToSigned(scalar);

        Span<ulong> left = stackalloc ulong[4];
        sum.Clear();
        Limbs.AddProduct(left, c1, B1);
        Limbs.AddProduct(sum, c2, A1);
        Limbs.Subtract(left, sum);
        k2 = ToSigned(left);
    }

    // k g / 2^384, rounded
    private static void MultiplyShift384(ReadOnlySpan<ulong> k, ReadOnlySpan<ulong> g, Span<ulong> result)
    {
        Span<ulong> product = stackalloc ulong[9];
        Limbs.AddProduct(product, k, g);
        Limbs.AddProduct(product[5..], [1], [1UL << 63]);
        product[6..].CopyTo(result);
    }

    private static SignedInt128 ToSigned(Span<ulong> value)
    {
        if (value[3] >> 63 == 0)
        {
            return new SignedInt128(false, value[0], value[1]);
        }

        Span<ulong> negated = stackalloc ulong[4];
        Limbs.Subtract(negated, value);
        return new SignedInt128(true, negated[0], negated[1]);
    }
}
