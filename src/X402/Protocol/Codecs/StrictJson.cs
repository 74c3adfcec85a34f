using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace X402.Protocol.Codecs;

/// <summary>Parses JSON from outside. Whatever passes can be read as text everywhere without exceptions.</summary>
internal static class StrictJson
{
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
            detail = null;
            return true;
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

    /// <summary>The code unit of <c>\uXXXX</c> at the start, or -1.</summary>
    private static int ReadEscape(ReadOnlySpan<byte> json) =>
        json is [(byte)'\\', (byte)'u', _, _, _, _, ..]
            && Utf8Parser.TryParse(json.Slice(2, 4), out ushort unit, out var consumed, 'x') && consumed == 4
                ? unit
                : -1;
}
