using System.Text.RegularExpressions;

namespace X402.Services.Payments.Components.Parts;

/// <summary>What programs write for terminals.</summary>
internal static partial class ConsoleText
{
    /// <summary>The text without colours.</summary>
    public static string Plain(string text) => Colours().Replace(text, "");

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colours();
}
