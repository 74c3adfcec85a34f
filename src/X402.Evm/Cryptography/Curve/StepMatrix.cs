using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// What 62 division steps do: ((u, v), (q, r)) / 2^62. The absolute values of a row add up to at most 2^62.
/// </summary>
internal readonly struct StepMatrix(long u, long v, long q, long r)
{
    /// <summary>(f, g) becomes matrix times (f, g), over <paramref name="length"/> limbs. The division by 2^62 is exact.</summary>
    public void Apply(ref Signed62 f, ref Signed62 g, int length)
    {
        Sum sumF = default, sumG = default;
        for (var i = 0; i < length; i++)
        {
            long fi = f[i], gi = g[i];
            sumF.AddProduct(u, fi);
            sumF.AddProduct(v, gi);
            sumG.AddProduct(q, fi);
            sumG.AddProduct(r, gi);
            if (i > 0)
            {
                f[i - 1] = sumF.LowLimb;
                g[i - 1] = sumG.LowLimb;
            }

            sumF.DropLimb();
            sumG.DropLimb();
        }

        f[length - 1] = sumF.Low;
        g[length - 1] = sumG.Low;
    }

    /// <summary>
    /// (d, e) becomes matrix times (d, e) modulo the modulus. Here the division by 2^62 is made exact by adding a multiple of the modulus to each;
    /// and, for a negative d or e, another one that keeps both in (-2 modulus, modulus).
    /// </summary>
    public void ApplyModulo(ref Signed62 d, ref Signed62 e, in ModularInverse.Modulus modulus)
    {
        var signD = d[4] >> 63;
        var signE = e[4] >> 63;
        var multipleD = (u & signD) + (v & signE);
        var multipleE = (q & signD) + (r & signE);

        Sum sumD = default, sumE = default;
        for (var i = 0; i < Signed62.Length; i++)
        {
            long di = d[i], ei = e[i], mi = modulus.Value[i];
            sumD.AddProduct(u, di);
            sumD.AddProduct(v, ei);
            sumE.AddProduct(q, di);
            sumE.AddProduct(r, ei);
            if (i == 0)
            {
                multipleD -= (long)(((modulus.Inverse62 * (ulong)sumD.Low) + (ulong)multipleD) & Signed62.Mask);
                multipleE -= (long)(((modulus.Inverse62 * (ulong)sumE.Low) + (ulong)multipleE) & Signed62.Mask);
            }

            // Both moduli have empty limbs.
            if (mi != 0)
            {
                sumD.AddProduct(multipleD, mi);
                sumE.AddProduct(multipleE, mi);
            }

            if (i > 0)
            {
                d[i - 1] = sumD.LowLimb;
                e[i - 1] = sumE.LowLimb;
            }

            sumD.DropLimb();
            sumE.DropLimb();
        }

        d[4] = sumD.Low;
        e[4] = sumE.Low;
    }

    /// <summary>A signed sum of 128 bits.</summary>
    private struct Sum
    {
        private ulong _low;
        private long _high;

        public readonly long Low => (long)_low;

        public readonly long LowLimb => (long)(_low & Signed62.Mask);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddProduct(long a, long b)
        {
            _high += Math.BigMul(a, b, out var low);
            _low += (ulong)low;
            _high += _low < (ulong)low ? 1 : 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void DropLimb()
        {
            _low = (_low >> 62) | ((ulong)_high << 2);
            _high >>= 62;
        }
    }
}
