using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>Numbers as 64-bit limbs, lowest first. For the few multiplications outside the field.</summary>
internal static class Limbs
{
    /// <summary>
    /// <paramref name="sum"/> += <paramref name="a"/> times <paramref name="b"/>, modulo 2^(64 x length of sum).
    /// </summary>
    public static void AddProduct(Span<ulong> sum, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var carry = 0UL;
            for (var j = i; j < sum.Length; j++)
            {
                if (j - i < b.Length)
                {
                    sum[j] = MultiplyAdd(a[i], b[j - i], sum[j], ref carry);
                }
                else if (carry != 0)
                {
                    var limb = sum[j] + carry;
                    carry = limb < carry ? 1UL : 0;
                    sum[j] = limb;
                }
                else
                {
                    break;
                }
            }
        }
    }

    /// <summary><paramref name="a"/> -= <paramref name="b"/>, of the same length, modulo 2^(64 x length).</summary>
    /// <returns>Whether b was larger.</returns>
    public static bool Subtract(Span<ulong> a, ReadOnlySpan<ulong> b)
    {
        var borrow = 0UL;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = a[i] - b[i];
            var next = (a[i] < b[i] ? 1UL : 0) | (difference < borrow ? 1UL : 0);
            a[i] = difference - borrow;
            borrow = next;
        }

        return borrow != 0;
    }

    // a b + addend + carry is at most 2^128 - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        high += low < addend ? 1UL : 0;
        low += carry;
        high += low < carry ? 1UL : 0;
        carry = high;
        return low;
    }
}
