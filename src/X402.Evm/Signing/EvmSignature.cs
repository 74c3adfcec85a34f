using X402.Evm.Cryptography;

namespace X402.Evm;

/// <summary>The rules for signatures of accounts without code (digest section 8, SG-06).</summary>
/// <remarks>
/// Exactly 65 bytes r, s, v with v 27 or 28 and s in the lower half: the form that tokens accept on chain. A v of 0 or 1 is
/// refused and not corrected, because these very bytes go to the token, which refuses them; so is the 64-byte form of EIP-2098.
/// </remarks>
public static class EvmSignature
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 65;

    /// <summary>Whether the bytes have the canonical form; says nothing about who signed.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> signature) =>
        signature.Length == Size && signature[64] is 27 or 28 && Secp256k1.IsLowS(signature[32..64]);

    /// <summary>The account that signed a digest.</summary>
    /// <returns>Whether the signature is canonical and somebody's.</returns>
    public static bool TryRecover(Hash32 digest, ReadOnlySpan<byte> signature, out EvmAddress signer)
    {
        signer = default;
        if (!IsCanonical(signature))
            return false;
        Span<byte> hash = stackalloc byte[Hash32.Size];
        digest.CopyTo(hash);
        Span<byte> address = stackalloc byte[EvmAddress.Size];
        if (!Secp256k1.TryRecoverAddress(hash, signature[..32], signature[32..64], signature[64] - 27, address))
            return false;
        signer = new(address);
        return true;
    }
}
