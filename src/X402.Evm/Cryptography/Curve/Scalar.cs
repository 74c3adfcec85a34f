using System.Buffers.Binary;

namespace X402.Evm.Cryptography.Curve;

/// <summary>A number modulo the order n of the curve's group, reduced, as four 64-bit limbs, lowest first.</summary>
internal readonly struct Scalar(ulong d0, ulong d1, ulong d2, ulong d3)
{
    public readonly ulong D0 = d0, D1 = d1, D2 = d2, D3 = d3;

    private static ReadOnlySpan<ulong> Order =>
        [0xBFD2_5E8C_D036_4141, 0xBAAE_DCE6_AF48_A03B, 0xFFFF_FFFF_FFFF_FFFE, 0xFFFF_FFFF_FFFF_FFFF];

    // 2^256 mod n = 2^256 - n
    private static ReadOnlySpan<ulong> Fold256 => [0x402D_A173_2FC9_BEBF, 0x4551_2319_50B7_5FC4, 1];

    public bool IsZero => (D0 | D1 | D2 | D3) == 0;

    /// <summary>Whether this plus n is still below p: p - n has 129 bits.</summary>
    public bool IsBelowFieldMinusOrder =>
        D3 == 0 && (D2, D1, D0).CompareTo((1, 0x4551_2319_50B7_5FC4, 0x402D_A172_2FC9_BAEE)) < 0;

    /// <summary>Reads 32 big-endian bytes modulo n.</summary>
    /// <param name="bytes">32 bytes.</param>
    /// <param name="isReduced">Whether the number was below n already.</param>
    public static Scalar Read(ReadOnlySpan<byte> bytes, out bool isReduced)
    {
        Span<ulong> value =
        [
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes),
        ];
        isReduced = !IsAtLeastOrder(value);
        if (!isReduced)
        {
            // 2^256 < 2 n, so once is enough.
            Limbs.Subtract(value, Order);
        }

        return From(value);
    }

    public Scalar Negate()
    {
        if (IsZero)
        {
            return this;
        }

        Span<ulong> value = [Order[0], Order[1], Order[2], Order[3]];
        Limbs.Subtract(value, [D0, D1, D2, D3]);
        return From(value);
    }

    public static Scalar Multiply(in Scalar a, in Scalar b)
    {
        Span<ulong> product = stackalloc ulong[8];
        Limbs.AddProduct(product, [a.D0, a.D1, a.D2, a.D3], [b.D0, b.D1, b.D2, b.D3]);

        // Fold what is above 2^256 back, three times: 512 bits become at most 386, then at most 260, then at most 2^256 + 2^133.
        Span<ulong> folded = stackalloc ulong[8];
        for (var round = 0; round < 3; round++)
        {
            folded.Clear();
            product[..4].CopyTo(folded);
            Limbs.AddProduct(folded, product[4..], Fold256);
            folded.CopyTo(product);
        }

        while (product[4] != 0 || IsAtLeastOrder(product[..4]))
        {
            product[4] -= Limbs.Subtract(product[..4], Order) ? 1UL : 0;
        }

        return From(product);
    }

    /// <summary>The inverse modulo n; zero stays zero.</summary>
    public Scalar Invert()
    {
        ulong d0 = D0, d1 = D1, d2 = D2, d3 = D3;
        ModularInverse.Invert(in ModularInverse.OrderModulus, ref d0, ref d1, ref d2, ref d3);
        return new Scalar(d0, d1, d2, d3);
    }

    private static Scalar From(ReadOnlySpan<ulong> limbs) => new(limbs[0], limbs[1], limbs[2], limbs[3]);

    private static bool IsAtLeastOrder(ReadOnlySpan<ulong> value)
    {
        for (var i = 3; i >= 0; i--)
        {
            if (value[i] != Order[i])
            {
                return value[i] > Order[i];
            }
        }

        return true;
    }
}
