using X402.Evm.Abi;

namespace X402.Evm.Contracts;

/// <summary>Signatures of accounts that have code (ERC-1271): the account itself is asked.</summary>
public static class Erc1271
{
    // the selector of isValidSignature is also the value it returns for yes
    private static readonly byte[] s_isValidSignature = [0x16, 0x26, 0xba, 0x7e];

    /// <summary>Call data of <c>isValidSignature(bytes32,bytes)</c>.</summary>
    public static byte[] IsValidSignature(Hash32 digest, ReadOnlySpan<byte> signature) =>
        new AbiEncoder(s_isValidSignature).Bytes32(digest).Bytes(signature).ToArray();

    /// <summary>Whether the account said yes: a word that begins with the magic value and is otherwise zero.</summary>
    public static bool IsYes(ReadOnlySpan<byte> returned) =>
        returned.Length >= AbiEncoder.WordSize && returned[..4].SequenceEqual(s_isValidSignature) && !returned[4..AbiEncoder.WordSize].ContainsAnyExcept((byte)0);
}
