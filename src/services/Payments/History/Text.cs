using System.Buffers;

namespace X402.Services.Payments.History;

/// <summary>Bounds on what senders tell: the history is bounded in every direction.</summary>
internal static class Text
{
    /// <summary>The longest text that is kept of one value.</summary>
    public const int MaxLength = 1024;

    private static readonly SearchValues<char> s_wild = SearchValues.Create("%_\\");

    public static string Bound(string text, int length = MaxLength) => text.Length <= length ? text : text[..length];

    /// <summary>The pattern of a search for this very text.</summary>
    public static string Contains(string search)
    {
        var text = Bound(search.Trim(), 200).ToLowerInvariant();
        if (text.AsSpan().ContainsAny(s_wild))
            text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        return $"%{text}%";
    }
}
