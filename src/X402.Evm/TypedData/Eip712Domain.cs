using System.Text;
using X402.Evm.Cryptography;

namespace X402.Evm.TypedData;

/// <summary>Whom a signature is for (EIP-712): a contract on a chain. Its separator is computed once. Immutable.</summary>
public sealed class Eip712Domain
{
    private readonly Hash32 _separator;

    /// <summary>Creates a domain.</summary>
    /// <param name="name">The name that the contract signs with; not necessarily its display name.</param>
    /// <param name="version">The version; <see langword="null"/> where the contract has none, as Permit2.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="verifyingContract">The contract; <see langword="null"/> for messages that no contract checks.</param>
    public Eip712Domain(string name, string? version, ulong chainId, EvmAddress? verifyingContract)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Version, ChainId, VerifyingContract) = (name, version, chainId, verifyingContract);

        var type = new StringBuilder("EIP712Domain(string name");
        if (version is not null)
            type.Append(",string version");
        type.Append(",uint256 chainId");
        if (verifyingContract is not null)
            type.Append(",address verifyingContract");
        EncodedType = type.Append(')').ToString();
        var hasher = new Eip712StructHasher(Hash32.Keccak(Encoding.ASCII.GetBytes(EncodedType)));
        hasher.Text(name);
        if (version is not null)
            hasher.Text(version);
        hasher.UInt256(chainId);
        if (verifyingContract is { } contract)
            hasher.Address(contract);
        _separator = hasher.Finish();
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The version, if there is one.</summary>
    public string? Version { get; }

    /// <summary>The chain.</summary>
    public ulong ChainId { get; }

    /// <summary>The contract, if there is one.</summary>
    public EvmAddress? VerifyingContract { get; }

    /// <summary>The encoded type: only the members that the domain has.</summary>
    public string EncodedType { get; }

    /// <summary>The hash of the domain; a token's <c>DOMAIN_SEPARATOR()</c> must be the same.</summary>
    public Hash32 Separator => _separator;

    /// <summary>The digest to sign: Keccak-256 of <c>0x1901</c>, the separator and the message's struct hash.</summary>
    public Hash32 Digest(Hash32 structHash)
    {
        Span<byte> message = stackalloc byte[2 + (2 * Hash32.Size)];
        message[0] = 0x19;
        message[1] = 0x01;
        _separator.CopyTo(message[2..]);
        structHash.CopyTo(message[34..]);
        Span<byte> digest = stackalloc byte[Hash32.Size];
        Keccak256.Hash(message, digest);
        return new(digest);
    }
}
