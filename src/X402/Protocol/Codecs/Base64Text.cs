using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace X402.Protocol.Codecs;

/// <summary>The base64 of payment headers (digest section 4.1): the standard alphabet, at most two <c>=</c>, nothing else.</summary>
internal static class Base64Text
{
    private static readonly SearchValues<char> s_alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Decodes. As in the reference implementation the padding may be missing.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="maxLength">The most characters; checked before anything is read.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="detail">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, int maxLength, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? detail)
    {
        bytes = null;
        detail = null;
        if (text.IsEmpty)
            detail = "The header is empty.";
        else if (text.Length > maxLength)
            detail = string.Create(CultureInfo.InvariantCulture, $"The header is longer than {maxLength} characters.");
        if (detail is not null)
            return false;

        var digits = text.TrimEnd('=');
        if (text.Length - digits.Length > 2 || digits.Length % 4 == 1 || digits.ContainsAnyExcept(s_alphabet))
        {
            detail = "The header is not base64 in the standard alphabet.";
            return false;
        }
        bytes = Decode(digits);
        return true;
    }

    private static byte[] Decode(ReadOnlySpan<char> digits)
    {
        var padded = (digits.Length + 3) / 4 * 4;
        var ascii = ArrayPool<byte>.Shared.Rent(padded);
        try
        {
            for (var i = 0; i < digits.Length; i++)
                ascii[i] = (byte)digits[i];
            ascii.AsSpan(digits.Length, padded - digits.Length).Fill((byte)'=');
            Base64.DecodeFromUtf8InPlace(ascii.AsSpan(0, padded), out var written);
            return ascii.AsSpan(0, written).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ascii);
        }
    }
}
