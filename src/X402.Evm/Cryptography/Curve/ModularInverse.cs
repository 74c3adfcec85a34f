using System.Numerics;
using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// Inverse modulo a prime by the "safegcd" of Bernstein and Yang (https://gcd.cr.yp.to), the variant of about 590 division steps for
/// 256 bits, in batches of 62.
/// </summary>
/// <remarks>
/// <para>A division step works on an odd f and a g; starting from f = modulus, g = x it leads to f = ±1, g = 0:
/// if g is odd and a counter says that f is "larger", f and g are swapped (and one negated); then, if g is odd, a multiple of f is added that
/// makes it even; then g is halved.</para>
/// <para>62 steps only look at the lowest 62 bits of f and g. They are run on machine words and give a matrix of words, which is applied to
/// the whole f and g; and to d and e, which keep f = d x and g = e x modulo the modulus. At the end x^-1 = ±d.</para>
/// <para>Variable time: runs of zero bits of g are skipped at once. For public numbers only.</para>
/// </remarks>
internal static class ModularInverse
{
    // 2^256 - 2^32 - 977
    public static readonly Modulus FieldModulus = new(new Signed62(-0x1_0000_03D1, 0, 0, 0, 0x100), 0x27C7_F6E2_2DDA_CACF);

    // The order n of the curve's group.
    public static readonly Modulus OrderModulus = new(
        new Signed62(-0x2D_A173_2FC9_BEBF, -0x1544_8C65_42DD_7F11, -0x14, 0, 0x100), 0x34F2_0099_AA77_4EC1);

    /// <summary>Replaces the number of four 64-bit limbs, lowest first, by its inverse; zero stays zero.</summary>
    public static void Invert(in Modulus modulus, ref ulong d0, ref ulong d1, ref ulong d2, ref ulong d3)
    {
        var d = default(Signed62);
        var e = new Signed62(1, 0, 0, 0, 0);
        var f = modulus.Value;
        var g = Signed62.FromLimbs(d0, d1, d2, d3);

        // eta > 0 when f is to be swapped; -1 is the start of the plain variant.
        var eta = -1L;
        var length = 5;
        while (!g.IsZero(length))
        {
            eta = DivisionSteps62(eta, (ulong)f[0], (ulong)g[0], out var matrix);
            matrix.ApplyModulo(ref d, ref e, in modulus);
            matrix.Apply(ref f, ref g, length);
            length = Signed62.DropTopLimb(ref f, ref g, length);
        }

        d.Normalize(f[length - 1] < 0, in modulus.Value);
        (d0, d1, d2, d3) = d.ToLimbs();
    }

    private static long DivisionSteps62(long eta, ulong f, ulong g, out StepMatrix matrix)
    {
        // (f, g) of now times 2^(steps so far) = ((u, v), (q, r)) times (f, g) of the start.
        ulong u = 1, v = 0, q = 0, r = 1;
        var left = 62;
        while (true)
        {
            // All steps with an even g in one go; the bits set above "left" end the count there.
            var zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0)
            {
                break;
            }

            // g is odd. Add w f to g so that as many low bits of g as the steps until the next swap allow become zero.
            ulong w;
            if (eta < 0)
            {
                eta = -eta;
                (f, g) = (g, 0 - f);
                (u, q) = (q, 0 - u);
                (v, r) = (r, 0 - v);

                // -g/f modulo 2^6: f (f² - 2) is -1/f modulo 2^6 for odd f.
                w = f * g * ((f * f) - 2) & LowBits(Math.Min(eta + 1, left)) & 63;
            }
            else
            {
                // -g/f modulo 2^4: f + 2 (f + 1 & 4) is 1/f modulo 2^4.
                w = f + (((f + 1) & 4) << 1);
                w = (0 - w) * g & LowBits(Math.Min(eta + 1, left)) & 15;
            }

            g += f * w;
            q += u * w;
            r += v * w;
        }

        matrix = new StepMatrix((long)u, (long)v, (long)q, (long)r);
        return eta;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowBits(long count) => ulong.MaxValue >> (int)(64 - count);

    /// <summary>A modulus and its inverse modulo 2^62.</summary>
    internal readonly struct Modulus(Signed62 value, ulong inverse62)
    {
        public readonly Signed62 Value = value;
        public readonly ulong Inverse62 = inverse62;
    }
}
