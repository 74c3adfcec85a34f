namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// Width-w non-adjacent form: a number as a sum of digit[i] 2^i where every digit is 0 or odd with an absolute value below 2^(w-1), and
/// of w digits in a row at most one is not 0. A multiplication then needs one addition per w + 1 doublings, and a table of the odd multiples.
/// </summary>
internal static class SignedDigits
{
    /// <summary>Digits of a number of 128 bits: one more, for a carry.</summary>
    public const int Count = 129;

    /// <summary>Fills <paramref name="digits"/>, which must be zeroes.</summary>
    /// <returns>The number of digits up to and with the last that is not 0.</returns>
    public static int Recode(in SignedInt128 value, int width, Span<short> digits)
    {
        ulong low = value.Low, high = value.High;
        var carry = 0;
        var length = 0;
        for (var bit = 0; bit < Count;)
        {
            if (Bits(low, high, bit, 1) == carry)
            {
                bit++;
                continue;
            }

            // An odd window; one in the upper half is replaced by itself minus 2^width, and a carry to the bits above.
            var window = Bits(low, high, bit, width) + carry;
            carry = window >> (width - 1) & 1;
            window -= carry << width;
            digits[bit] = (short)(value.IsNegative ? -window : window);
            length = bit + 1;
            bit += width;
        }

        return length;
    }

    // Bits above 127 are zero.
    private static int Bits(ulong low, ulong high, int offset, int count)
    {
        var bits = offset switch
        {
            0 => low,
            < 64 => low >> offset | high << (64 - offset),
            < 128 => high >> (offset - 64),
            _ => 0UL,
        };
        return (int)(bits & ((1UL << count) - 1));
    }
}
