using System.Text;

namespace X402.Generators;

/// <summary>Addresses of EVM chains, and the checksum that their letters carry (EIP-55).</summary>
internal static class Addresses
{
    public static bool HasForm(string text) => text.Length == 42 && text.StartsWith("0x", StringComparison.Ordinal) && Characters.AreAll(text, Characters.IsHex, 2);

    // one case throughout, or the mixed case of the checksum, which catches nearly every typing error
    public static bool IsRight(string text) =>
        HasForm(text) && (!(HasLetter(text, 'a', 'f') && HasLetter(text, 'A', 'F')) || text == WithChecksum(text));

    /// <summary>The same digits with the case that their checksum wants.</summary>
    public static string WithChecksum(string address)
    {
        var digits = address.Substring(2).ToLowerInvariant().ToCharArray();
        var hash = Keccak256.Hash(Encoding.ASCII.GetBytes(digits));
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (i & 1) == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (nibble >= 8)
                digits[i] = char.ToUpperInvariant(digits[i]);
        }
        return "0x" + new string(digits);
    }

    private static bool HasLetter(string digits, char first, char last)
    {
        foreach (var digit in digits)
        {
            if (digit >= first && digit <= last)
                return true;
        }
        return false;
    }
}
