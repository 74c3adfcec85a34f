using System.Globalization;
using System.Numerics;
using System.Text;

namespace X402.Contracts.Chain;

/// <summary>The few ABI encodings that deploying needs, as hexadecimal text without 0x.</summary>
internal static class AbiHex
{
    private const int WordBytes = 32;

    public static string Word(BigInteger value) =>
        // a leading zero digit keeps BigInteger from writing a sign, and is cut off again
        value.ToString("x64", CultureInfo.InvariantCulture)[^(2 * WordBytes)..];

    public static string Address(string address) => address[2..].PadLeft(2 * WordBytes, '0').ToLowerInvariant();

    /// <summary>A <c>bytes</c> or <c>string</c> in the tail: its length, then its content in whole words.</summary>
    public static string Bytes(string hex)
    {
        var length = hex.Length / 2;
        var words = (length + WordBytes - 1) / WordBytes;
        return Word(length) + hex.PadRight(2 * WordBytes * words, '0');
    }

    public static string Text(string text) => Bytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)));

    /// <summary>Arguments or array items that are all dynamic: a table of offsets, then the items.</summary>
    public static string Dynamic(params IReadOnlyList<string> items)
    {
        var heads = new StringBuilder();
        var tails = new StringBuilder();
        foreach (var item in items)
        {
            heads.Append(Word((WordBytes * items.Count) + (tails.Length / 2)));
            tails.Append(item);
        }

        return heads.Append(tails).ToString();
    }
}
