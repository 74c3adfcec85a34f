using System.Buffers;
using System.Buffers.Text;
using X402.Money;

namespace X402.Evm;

/// <summary>Hexadecimal text with the prefix <c>0x</c>, as JSON-RPC and the payment payloads write it.</summary>
/// <remarks>Reads both cases and only the prefix <c>0x</c>, never <c>0X</c>; writes lower case.</remarks>
public static class Hex
{
    /// <summary>Writes <c>0x</c> and two digits per byte, lower case.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        string.Create(2 + (2 * bytes.Length), bytes, static (text, source) =>
        {
            text[0] = '0';
            text[1] = 'x';
            Convert.TryToHexStringLower(source, text[2..], out _);
        });

    /// <summary>Writes <c>0x</c> and two lower-case digits per byte as ASCII into <paramref name="utf8"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="utf8">At least <c>2 + 2 * bytes.Length</c> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="utf8"/> is too short.</exception>
    public static int EncodeUtf8(ReadOnlySpan<byte> bytes, Span<byte> utf8)
    {
        if (utf8.Length < 2 + (2 * bytes.Length))
            throw new ArgumentException("The destination is too short.", nameof(utf8));
        utf8[0] = (byte)'0';
        utf8[1] = (byte)'x';
        Convert.TryToHexStringLower(bytes, utf8[2..], out var written);
        return written + 2;
    }

    /// <summary>Reads exactly as many bytes as <paramref name="bytes"/> has room for.</summary>
    /// <returns>Whether the text was <c>0x</c> and exactly that many digits.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == 2 + (2 * bytes.Length) && text is ['0', 'x', .. var digits]
        && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;

    /// <summary>As the overload for characters, for UTF-8 text.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> bytes) =>
        utf8.Length == 2 + (2 * bytes.Length) && utf8 is [(byte)'0', (byte)'x', .. var digits]
        && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;

    /// <summary>Reads any even number of digits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length < 2 || (text.Length & 1) != 0)
            return false;
        var result = new byte[(text.Length - 2) / 2];
        if (!TryDecode(text, result.AsSpan()))
            return false;
        bytes = result;
        return true;
    }

    /// <summary>As the overload for characters, for UTF-8 text.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, out byte[] bytes)
    {
        bytes = [];
        if (utf8.Length < 2 || (utf8.Length & 1) != 0)
            return false;
        var result = new byte[(utf8.Length - 2) / 2];
        if (!TryDecode(utf8, result.AsSpan()))
            return false;
        bytes = result;
        return true;
    }

    /// <summary>Reads bytes from text that is known to be correct, such as a constant.</summary>
    /// <exception cref="FormatException">The text is not <c>0x</c> and an even number of digits. The message does not repeat it.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) =>
        TryDecode(text, out byte[] bytes) ? bytes : throw new FormatException("The text is not 0x and an even number of hexadecimal digits.");

    /// <summary>Reads a JSON-RPC quantity: <c>0x</c> and 1 to 64 digits; superfluous zeros are accepted.</summary>
    public static bool TryDecodeQuantity(ReadOnlySpan<byte> utf8, out UInt256 value)
    {
        value = default;
        if (utf8 is not [(byte)'0', (byte)'x', .. { Length: > 0 and <= 64 } digits])
            return false;
        Span<byte> padded = stackalloc byte[64];
        padded.Fill((byte)'0');
        digits.CopyTo(padded[(64 - digits.Length)..]);
        Span<byte> word = stackalloc byte[32];
        if (Convert.FromHexString(padded, word, out _, out _) != OperationStatus.Done)
            return false;
        value = UInt256.FromBigEndian(word);
        return true;
    }

    /// <summary>Writes a JSON-RPC quantity: <c>0x</c> and digits without leading zeros.</summary>
    public static string EncodeQuantity(ulong value)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(value, digits, out var written, new StandardFormat('x'));
        return string.Create(2 + written, digits[..written], static (text, source) =>
        {
            text[0] = '0';
            text[1] = 'x';
            for (var i = 0; i < source.Length; i++)
                text[2 + i] = (char)source[i];
        });
    }

    /// <summary>Writes a JSON-RPC quantity: <c>0x</c> and digits without leading zeros.</summary>
    public static string EncodeQuantity(UInt256 value)
    {
        if (value.TryToUInt64(out var narrow))
            return EncodeQuantity(narrow);
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        return $"0x{Convert.ToHexStringLower(word).AsSpan().TrimStart('0')}";
    }
}
