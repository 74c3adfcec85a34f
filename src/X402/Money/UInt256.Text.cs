using System.Globalization;

namespace X402.Money;

/// <content>Decimal text, the form of amounts on the wire.</content>
public readonly partial struct UInt256
{
    /// <summary>Parses a non-negative decimal integer: ASCII digits only, no sign, no separators, no leading or trailing space.</summary>
    /// <exception cref="FormatException">The text is no such number or is 2^256 or greater.</exception>
    public static UInt256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a decimal integer below 2^256.");

    /// <summary>Parses a non-negative decimal integer without throwing. Superfluous leading zeros are accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        if (text.IsEmpty)
            return false;
        var result = Zero;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) || !TryMultiplyAdd(result, 10, (ulong)(c - '0'), out result))
                return false;
        }
        value = result;
        return true;
    }

    /// <summary>Parses UTF-8 digits; otherwise as the overload for characters.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out UInt256 value)
    {
        value = default;
        if (utf8.IsEmpty)
            return false;
        var result = Zero;
        foreach (var b in utf8)
        {
            if (!char.IsAsciiDigit((char)b) || !TryMultiplyAdd(result, 10, (ulong)(b - '0'), out result))
                return false;
        }
        value = result;
        return true;
    }

    /// <summary>The decimal digits, as the protocol writes amounts.</summary>
    public override string ToString()
    {
        if (TryToUInt64(out var narrow))
            return narrow.ToString(CultureInfo.InvariantCulture);
        Span<char> digits = stackalloc char[MaxDecimalDigits];
        TryFormat(digits, out var written, default, null);
        return new string(digits[..written]);
    }

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (TryToUInt64(out var narrow))
            return narrow.TryFormat(destination, out charsWritten, default, CultureInfo.InvariantCulture);
        Span<char> buffer = stackalloc char[MaxDecimalDigits];
        var start = WriteDigits(buffer);
        charsWritten = buffer.Length - start;
        if (buffer[start..].TryCopyTo(destination))
            return true;
        charsWritten = 0;
        return false;
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        Span<char> digits = stackalloc char[MaxDecimalDigits];
        TryFormat(digits, out var length, default, null);
        if (utf8Destination.Length < length)
            return false;
        for (var i = 0; i < length; i++)
            utf8Destination[i] = (byte)digits[i];
        bytesWritten = length;
        return true;
    }

    private int WriteDigits(Span<char> buffer)
    {
        // 19 digits at a time: 10^19 is the greatest power of ten below 2^64
        const ulong chunk = 10_000_000_000_000_000_000;
        var rest = this;
        var position = buffer.Length;
        while (!rest.IsZero)
        {
            rest = DivideByChunk(rest, chunk, out var remainder);
            for (var i = 0; i < 19 && (remainder != 0 || !rest.IsZero); i++)
            {
                buffer[--position] = (char)('0' + (remainder % 10));
                remainder /= 10;
            }
        }
        return position;
    }

    private static UInt256 DivideByChunk(UInt256 value, ulong divisor, out ulong remainder)
    {
        UInt128 rest = 0;
        var u3 = DivideLimb(value._u3, divisor, ref rest);
        var u2 = DivideLimb(value._u2, divisor, ref rest);
        var u1 = DivideLimb(value._u1, divisor, ref rest);
        var u0 = DivideLimb(value._u0, divisor, ref rest);
        remainder = (ulong)rest;
        return new(u0, u1, u2, u3);
    }

    private static ulong DivideLimb(ulong limb, ulong divisor, ref UInt128 rest)
    {
        var dividend = (rest << 64) | limb;
        rest = dividend % divisor;
        return (ulong)(dividend / divisor);
    }
}
