namespace X402.Generators;

/// <summary>ASCII characters and what they are. Regular expressions would have to be compiled each time a compiler starts.</summary>
internal static class Characters
{
    public static bool IsDigit(char character) => character is >= '0' and <= '9';

    public static bool IsLower(char character) => character is >= 'a' and <= 'z';

    public static bool IsUpper(char character) => character is >= 'A' and <= 'Z';

    public static bool IsHex(char character) => IsDigit(character) || character is (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    /// <summary>Whether all characters of a text, from a position on, pass.</summary>
    public static bool AreAll(string text, Func<char, bool> passes, int start = 0)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (!passes(text[i]))
                return false;
        }
        return true;
    }
}
