using System.Diagnostics.CodeAnalysis;
using X402.Evm.Cryptography;
using X402.Money;

namespace X402.Evm;

/// <summary>32 bytes that are no number: a digest, a transaction hash, an authorization's nonce, a log topic.</summary>
public readonly struct Hash32 : IEquatable<Hash32>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly UInt256 _value;

    /// <summary>Takes exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException("A hash has 32 bytes.", nameof(bytes));
        _value = UInt256.FromBigEndian(bytes);
    }

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => _value.IsZero;

    /// <summary>Whether both are the same bytes.</summary>
    public static bool operator ==(Hash32 left, Hash32 right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Hash32 left, Hash32 right) => !left.Equals(right);

    /// <summary>The Keccak-256 hash of <paramref name="data"/>.</summary>
    public static Hash32 Keccak(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Keccak256.Hash(data, hash);
        return new(hash);
    }

    /// <summary>Reads <c>0x</c> and 64 digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Hash32 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"'{text}' is not 0x and 64 hexadecimal digits.");

    /// <summary>Reads <c>0x</c> and 64 digits of any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(text, bytes);
        hash = valid ? new(bytes) : default;
        return valid;
    }

    /// <summary>As the overload for characters, for UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(utf8, bytes);
        hash = valid ? new(bytes) : default;
        return valid;
    }

    /// <summary>Writes 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is too short.</exception>
    public void CopyTo(Span<byte> destination) => _value.WriteBigEndian(destination);

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(Hash32 other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Hash32 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary><c>0x</c> and 64 lower-case digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}
