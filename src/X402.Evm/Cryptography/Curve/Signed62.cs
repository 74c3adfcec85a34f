using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>A signed number of five limbs of 62 bits, lowest first; the sign is that of the top limb in use.</summary>
[InlineArray(Signed62.Length)]
internal struct Signed62
{
    public const int Length = 5;

    /// <summary>The bits of one limb.</summary>
    public const ulong Mask = ulong.MaxValue >> 2;

    private long _limb;

    public Signed62(long v0, long v1, long v2, long v3, long v4)
    {
        this[0] = v0;
        this[1] = v1;
        this[2] = v2;
        this[3] = v3;
        this[4] = v4;
    }

    public static Signed62 FromLimbs(ulong d0, ulong d1, ulong d2, ulong d3) => new(
        (long)(d0 & Mask),
        (long)((d0 >> 62 | d1 << 2) & Mask),
        (long)((d1 >> 60 | d2 << 4) & Mask),
        (long)((d2 >> 58 | d3 << 6) & Mask),
        (long)(d3 >> 56));

    /// <summary>The four 64-bit limbs of a normalized number.</summary>
    public readonly (ulong D0, ulong D1, ulong D2, ulong D3) ToLimbs()
    {
        ulong v0 = (ulong)this[0], v1 = (ulong)this[1], v2 = (ulong)this[2], v3 = (ulong)this[3], v4 = (ulong)this[4];
        return (v0 | v1 << 62, v1 >> 2 | v2 << 60, v2 >> 4 | v3 << 58, v3 >> 6 | v4 << 56);
    }

    public readonly bool IsZero(int length)
    {
        var bits = 0L;
        for (var i = 0; i < length; i++)
        {
            bits |= this[i];
        }

        return bits == 0;
    }

    /// <summary>
    /// Numbers shrink while the algorithm runs. When the top limbs of both are nothing but sign (0 or -1), the sign moves into the limb below.
    /// </summary>
    /// <returns>The length now in use.</returns>
    public static int DropTopLimb(ref Signed62 f, ref Signed62 g, int length)
    {
        var topF = f[length - 1];
        var topG = g[length - 1];
        if (length < 2 || topF is not (0 or -1) || topG is not (0 or -1))
        {
            return length;
        }

        f[length - 2] |= topF << 62;
        g[length - 2] |= topG << 62;
        return length - 1;
    }

    /// <summary>From (-2 modulus, modulus) to [0, modulus), negated first if <paramref name="negate"/>, with limbs of 62 bits.</summary>
    public void Normalize(bool negate, in Signed62 modulus)
    {
        AddIfNegative(in modulus);
        if (negate)
        {
            for (var i = 0; i < Length; i++)
            {
                this[i] = -this[i];
            }
        }

        Carry();
        AddIfNegative(in modulus);
        Carry();
    }

    private void AddIfNegative(in Signed62 modulus)
    {
        if (this[4] >= 0)
        {
            return;
        }

        for (var i = 0; i < Length; i++)
        {
            this[i] += modulus[i];
        }
    }

    private void Carry()
    {
        for (var i = 0; i < Length - 1; i++)
        {
            this[i + 1] += this[i] >> 62;
            this[i] &= (long)Mask;
        }
    }
}
