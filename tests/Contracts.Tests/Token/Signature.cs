using X402.Evm;
using X402.Evm.Abi;
using X402.Money;

namespace X402.Contracts.Tests.Token;

/// <summary>Signatures of 65 bytes (r, s, v) and what attackers make of them.</summary>
internal static class Signature
{
    private static readonly UInt256 CurveOrder =
        UInt256.FromBigEndian(Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"));

    /// <summary>Adds the three arguments v, r and s.</summary>
    public static AbiEncoder Vrs(this AbiEncoder call, byte[] signature) =>
        call.UInt256((ulong)V(signature)).Bytes32(new Hash32(signature.AsSpan(0, 32))).Bytes32(new Hash32(signature.AsSpan(32, 32)));

    /// <summary>Adds the signature in one of the two forms.</summary>
    public static AbiEncoder Signed(this AbiEncoder call, byte[] signature, bool bytes) => bytes ? call.Bytes(signature) : call.Vrs(signature);

    /// <summary>The twin with the high s: the same signer to ecrecover, another byte string.</summary>
    public static byte[] WithHighS(byte[] signature)
    {
        var twin = WithV(signature, 55 - V(signature));
        (CurveOrder - UInt256.FromBigEndian(signature.AsSpan(32, 32))).WriteBigEndian(twin.AsSpan(32, 32));
        return twin;
    }

    public static byte[] WithV(byte[] signature, int v) => [.. signature[..64], (byte)v];

    public static int V(byte[] signature) => signature[64];
}
