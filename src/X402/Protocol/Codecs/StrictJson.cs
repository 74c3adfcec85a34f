using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace X402.Protocol.Codecs;

/// <summary>Parses JSON from outside. Whatever passes can be read as text, and compared, everywhere without exceptions.</summary>
internal static class StrictJson
{
    // the framework computes with exponents as 32-bit numbers; nine digits leave it room
    private const int MaxExponentDigits = 9;

    public static bool TryParse(ReadOnlySpan<byte> json, JsonDocumentOptions options, out JsonElement root, [NotNullWhen(false)] out string? detail)
    {
        root = default;
        if (!Utf8.IsValid(json))
        {
            detail = "It is not UTF-8.";
            return false;
        }
        if (HasLoneSurrogateEscape(json))
        {
            detail = "It contains half of a surrogate pair.";
            return false;
        }
        try
        {
            root = JsonElement.Parse(json, options);
            detail = HasLongExponent(json) && HasNumberBeyondComparison(json, options) ? "It contains a number that is out of all proportion." : null;
            return detail is null;
        }
        catch (JsonException exception)
        {
            // the exception's own text quotes the input and names internals
            detail = exception is { LineNumber: { } line, BytePositionInLine: { } position }
                ? string.Create(CultureInfo.InvariantCulture, $"It is not JSON, is nested too deeply or repeats a member (line {line + 1}, byte {position + 1}).")
                : "It is not JSON, is nested too deeply or repeats a member.";
            return false;
        }
    }

    // The parser lets such escapes pass and fails only where the text is read, which may be in the middle of a payment.
    private static bool HasLoneSurrogateEscape(ReadOnlySpan<byte> json)
    {
        for (var slash = json.IndexOf((byte)'\\'); slash >= 0; slash = json.IndexOf((byte)'\\'))
        {
            json = json[slash..];
            var unit = ReadEscape(json);
            if (unit is >= 0xDC00 and <= 0xDFFF)
                return true;
            if (unit is >= 0xD800 and <= 0xDBFF)
            {
                if (ReadEscape(json[6..]) is not (>= 0xDC00 and <= 0xDFFF))
                    return true;
                json = json[12..];
                continue;
            }
            json = json[Math.Min(2, json.Length)..];
        }
        return false;
    }

    // Also found in texts, above all hexadecimal ones; a quick look, so that few have to be read again.
    private static bool HasLongExponent(ReadOnlySpan<byte> json)
    {
        for (var e = json.IndexOfAny((byte)'e', (byte)'E'); e >= 0; e = json.IndexOfAny((byte)'e', (byte)'E'))
        {
            json = json[(e + 1)..];
            if (ExponentDigits(json) > MaxExponentDigits)
                return true;
        }
        return false;
    }

    // The parser lets such numbers pass too, and comparing one with another number fails.
    private static bool HasNumberBeyondComparison(ReadOnlySpan<byte> json, JsonDocumentOptions options)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && HasLongExponent(reader.ValueSpan))
                return true;
        }
        return false;
    }

    private static int ExponentDigits(ReadOnlySpan<byte> json)
    {
        if (json is [(byte)'+' or (byte)'-', ..])
            json = json[1..];
        var end = json.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? json.Length : end;
    }

    /// <summary>The code unit of <c>\uXXXX</c> at the start, or -1.</summary>
    private static int ReadEscape(ReadOnlySpan<byte> json) =>
        json is [(byte)'\\', (byte)'u', _, _, _, _, ..]
            && Utf8Parser.TryParse(json.Slice(2, 4), out ushort unit, out var consumed, 'x') && consumed == 4
                ? unit
                : -1;
}
