using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace X402.Protocol.Codecs;

/// <summary>
/// Escapes exactly what <c>JSON.stringify</c> escapes: quotation mark, backslash, control characters and lone surrogates.
/// The encoders of the framework escape more, also in the relaxed form, so that headers would differ from those of other implementations.
/// </summary>
/// <remarks>The output goes into base64 and JSON bodies; whoever puts it into HTML has to escape it for HTML.</remarks>
internal sealed class JsonStringifyEncoder : JavaScriptEncoder
{
    private static readonly SearchValues<byte> s_escapedBytes = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<char> s_escapedChars = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (char)value), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(value => (char)value)]);

    public static JsonStringifyEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\' or (>= 0xD800 and <= 0xDFFF);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(s_escapedBytes);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        var passed = 0;
        while (rest.IndexOfAny(s_escapedChars) is >= 0 and var found)
        {
            var isPair = char.IsHighSurrogate(rest[found]) && found + 1 < rest.Length && char.IsLowSurrogate(rest[found + 1]);
            if (!isPair)
                return passed + found;
            passed += found + 2;
            rest = rest[(found + 2)..];
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        var shorthand = unicodeScalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\f' => 'f',
            '\r' => 'r',
            _ => '\0',
        };
        if (shorthand != '\0')
        {
            numberOfCharactersWritten = 0;
            if (destination.Length < 2)
                return false;
            (destination[0], destination[1]) = ('\\', shorthand);
            numberOfCharactersWritten = 2;
            return true;
        }
        if (!WillEncode(unicodeScalar))
            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        return destination.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
    }
}
