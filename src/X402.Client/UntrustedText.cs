using System.Globalization;
using System.Text;
using X402.Reasons;

namespace X402.Client;

/// <summary>Text that a server wrote, made safe for logs, consoles and messages: it is data, never an instruction (SG-43).</summary>
public static class UntrustedText
{
    private const int MaxLength = 200;
    private const int MaxCodeLength = 80;

    /// <summary>At most 200 characters without control, format (bidirectional) and line-breaking characters.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaxLength)
            {
                clean.Append('…');
                break;
            }
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                clean.Append(' ');
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
                clean.Append(rune.ToString());
        }
        var result = clean.ToString().Trim();
        return result.Length == 0 ? null : result;
    }

    /// <summary>The text as a reason code where it has the form of one.</summary>
    internal static PaymentReason? AsReason(string? text)
    {
        if (text is not { Length: > 0 and <= MaxCodeLength })
            return null;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
                return null;
        }
        return new PaymentReason(text);
    }
}
