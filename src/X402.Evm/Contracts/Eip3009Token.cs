using X402.Evm.Abi;
using X402.Evm.Schemes.Exact;
using X402.Money;

namespace X402.Evm.Contracts;

/// <summary>The functions and events of a token with EIP-3009, as far as payments use them.</summary>
public static class Eip3009Token
{
    // what a read function may use: many times what any honest one does, and not all that a node has to give
    internal const ulong ReadingGas = 500_000;

    private const int StaticArguments = 6;

    private static ReadOnlySpan<byte> TransferVrs => [0xe3, 0xee, 0x16, 0x0e];

    private static ReadOnlySpan<byte> TransferBytes => [0xcf, 0x09, 0x29, 0x95];

    /// <summary><c>Transfer(address indexed from, address indexed to, uint256 value)</c>.</summary>
    public static Hash32 TransferTopic { get; } = Hash32.Keccak("Transfer(address,address,uint256)"u8);

    /// <summary><c>AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)</c>.</summary>
    public static Hash32 AuthorizationUsedTopic { get; } = Hash32.Keccak("AuthorizationUsed(address,bytes32)"u8);

    /// <summary><c>AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)</c>.</summary>
    public static Hash32 AuthorizationCanceledTopic { get; } = Hash32.Keccak("AuthorizationCanceled(address,bytes32)"u8);

    /// <summary>
    /// Call data of <c>transferWithAuthorization</c> (digest section 8.1): 65 bytes of signature go through the overload with v, r and s,
    /// which every token has; others, of contract wallets, through the one with <c>bytes</c>.
    /// </summary>
    public static byte[] TransferWithAuthorization(in Eip3009Authorization authorization, ReadOnlySpan<byte> signature)
    {
        var vrs = signature.Length == EvmSignature.Size;
        var tail = vrs ? 3 * AbiEncoder.WordSize : (2 * AbiEncoder.WordSize) + AbiEncoder.PaddedLength(signature.Length);
        var data = new byte[4 + (StaticArguments * AbiEncoder.WordSize) + tail];
        (vrs ? TransferVrs : TransferBytes).CopyTo(data);
        var words = data.AsSpan(4);
        authorization.From.WriteWord(words);
        authorization.To.WriteWord(words[32..]);
        authorization.Value.WriteBigEndian(words[64..]);
        authorization.ValidAfter.WriteBigEndian(words[96..]);
        authorization.ValidBefore.WriteBigEndian(words[128..]);
        authorization.Nonce.CopyTo(words[160..]);
        var rest = words[(StaticArguments * AbiEncoder.WordSize)..];
        if (vrs)
        {
            rest[31] = signature[64];
            signature[..64].CopyTo(rest[32..]);
        }
        else
        {
            ((UInt256)(ulong)((StaticArguments + 1) * AbiEncoder.WordSize)).WriteBigEndian(rest);
            ((UInt256)(ulong)signature.Length).WriteBigEndian(rest[32..]);
            signature.CopyTo(rest[64..]);
        }
        return data;
    }

    /// <summary>Call data of <c>authorizationState(address,bytes32)</c>: whether an authorization was used or cancelled.</summary>
    public static byte[] AuthorizationState(EvmAddress authorizer, Hash32 nonce) =>
        new AbiEncoder([0xe9, 0x4a, 0x01, 0x02]).Address(authorizer).Bytes32(nonce).ToArray();

    /// <summary>Call data of <c>balanceOf(address)</c>.</summary>
    public static byte[] BalanceOf(EvmAddress owner) => new AbiEncoder([0x70, 0xa0, 0x82, 0x31]).Address(owner).ToArray();

    /// <summary>Call data of <c>name()</c>.</summary>
    public static byte[] Name() => [0x06, 0xfd, 0xde, 0x03];

    /// <summary>Call data of <c>version()</c>.</summary>
    public static byte[] Version() => [0x54, 0xfd, 0x4d, 0x50];

    /// <summary>Call data of <c>DOMAIN_SEPARATOR()</c>.</summary>
    public static byte[] DomainSeparator() => [0x36, 0x44, 0xe5, 0x15];
}
