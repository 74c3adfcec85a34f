using System.Globalization;
using System.Numerics;
using X402.Contracts.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>Signatures of 65 bytes (r, s, v) and what attackers make of them.</summary>
internal static class Signature
{
    private static readonly BigInteger CurveOrder = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The three words v, r, s.</summary>
    public static string Vrs(string signature) => AbiHex.Word(V(signature)) + R(signature) + S(signature);

    /// <summary>The twin with the high s: the same signer to ecrecover, another byte string.</summary>
    public static string WithHighS(string signature)
    {
        var s = BigInteger.Parse($"0{S(signature)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return $"0x{R(signature)}{AbiHex.Word(CurveOrder - s)}{55 - V(signature):x2}";
    }

    public static string WithV(string signature, int v) => $"{signature[..^2]}{v:x2}";

    public static int V(string signature) => Convert.ToInt32(signature[^2..], 16);

    private static string R(string signature) => signature[2..66];

    private static string S(string signature) => signature[66..130];
}
