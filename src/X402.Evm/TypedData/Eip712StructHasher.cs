using System.Text;
using X402.Evm.Cryptography;
using X402.Money;

namespace X402.Evm.TypedData;

/// <summary>
/// <c>hashStruct</c> of EIP-712: the type's hash and one word per member, in order. Nothing is allocated for members of fixed size.
/// </summary>
/// <remarks>Add all members in the order of the type, then call <see cref="Finish"/> once. Not thread-safe, being a <c>ref struct</c>.</remarks>
public ref struct Eip712StructHasher
{
    private Keccak256Hasher _hasher;

    /// <summary>Begins a struct.</summary>
    /// <param name="typeHash">Keccak-256 of the encoded type, dependent types included.</param>
    public Eip712StructHasher(Hash32 typeHash) => Bytes32(typeHash);

    /// <summary>Adds an <c>address</c>.</summary>
    public void Address(EvmAddress value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteWord(word);
        _hasher.Append(word);
    }

    /// <summary>Adds an unsigned integer of any size.</summary>
    public void UInt256(UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        _hasher.Append(word);
    }

    /// <summary>Adds a <c>bytes32</c>, or the hash of a nested struct or of an array's elements.</summary>
    public void Bytes32(Hash32 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.CopyTo(word);
        _hasher.Append(word);
    }

    /// <summary>Adds a <c>string</c>.</summary>
    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a <c>bytes</c>.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value) => Bytes32(Hash32.Keccak(value));

    /// <summary>Adds an array of structs.</summary>
    public void Structs<T>(IReadOnlyList<T> values) where T : IEip712Message
    {
        ArgumentNullException.ThrowIfNull(values);
        Span<byte> hash = stackalloc byte[Hash32.Size];
        var elements = new Keccak256Hasher();
        for (var i = 0; i < values.Count; i++)
        {
            values[i].HashStruct().CopyTo(hash);
            elements.Append(hash);
        }
        elements.Finish(hash);
        _hasher.Append(hash);
    }

    /// <summary>The hash.</summary>
    public Hash32 Finish()
    {
        Span<byte> hash = stackalloc byte[Hash32.Size];
        _hasher.Finish(hash);
        return new(hash);
    }
}
