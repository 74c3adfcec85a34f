using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using X402.Evm.Cryptography;

namespace X402.Evm;

/// <summary>A 20-byte account address. Equal by bytes, whatever case it was written in.</summary>
public readonly struct EvmAddress : IEquatable<EvmAddress>, ISpanFormattable
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    /// <summary>Length of the text: <c>0x</c> and 40 digits.</summary>
    public const int TextLength = 42;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <summary>Takes exactly 20 bytes.</summary>
    /// <exception cref="ArgumentException">Not 20 bytes.</exception>
    public EvmAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException("An address has 20 bytes.", nameof(bytes));
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The zero address.</summary>
    public static EvmAddress Zero => default;

    /// <summary>Whether this is the zero address.</summary>
    public bool IsZero => (_high | _middle | _low) == 0;

    /// <summary>Whether both are the same account.</summary>
    public static bool operator ==(EvmAddress left, EvmAddress right) => left.Equals(right);

    /// <summary>Whether they are different accounts.</summary>
    public static bool operator !=(EvmAddress left, EvmAddress right) => !left.Equals(right);

    /// <summary>Reads an address of any case, without checking the checksum.</summary>
    /// <exception cref="FormatException">The text is not <c>0x</c> and 40 hexadecimal digits.</exception>
    public static EvmAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an address: 0x and 40 hexadecimal digits.");

    /// <summary>Reads an address of any case, without checking the checksum: on the wire case is not significant.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EvmAddress address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(text, bytes);
        address = valid ? new(bytes) : default;
        return valid;
    }

    /// <summary>As the overload for characters, for UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out EvmAddress address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(utf8, bytes);
        address = valid ? new(bytes) : default;
        return valid;
    }

    /// <summary>
    /// Reads an address that a person typed: all lower case, all upper case, or mixed case with a correct EIP-55 checksum,
    /// which catches nearly every typing error.
    /// </summary>
    public static bool TryParseChecked(ReadOnlySpan<char> text, out EvmAddress address)
    {
        if (!TryParse(text, out address))
            return false;
        var digits = text[2..];
        if (!digits.ContainsAnyInRange('A', 'F') || !digits.ContainsAnyInRange('a', 'f'))
            return true;
        Span<char> expected = stackalloc char[TextLength];
        address.Write(expected);
        if (text.SequenceEqual(expected))
            return true;
        address = default;
        return false;
    }

    /// <summary>Reads the address from the low 20 bytes of an EVM word.</summary>
    /// <returns>Whether the word has 32 bytes and its high 12 bytes are zero.</returns>
    public static bool TryFromWord(ReadOnlySpan<byte> word, out EvmAddress address)
    {
        var valid = word.Length == 32 && !word[..12].ContainsAnyExcept((byte)0);
        address = valid ? new(word[12..]) : default;
        return valid;
    }

    /// <summary>Writes 20 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>Writes the EVM word: 12 zero bytes and the address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is shorter than 32 bytes.</exception>
    public void WriteWord(Span<byte> destination)
    {
        destination[..12].Clear();
        CopyTo(destination[12..32]);
    }

    /// <inheritdoc/>
    public bool Equals(EvmAddress other) => _high == other._high && _middle == other._middle && _low == other._low;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is EvmAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _middle, _low);

    /// <summary>The address with its EIP-55 checksum, as it goes onto the wire.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, address) => address.Write(text));

    /// <summary>The address in lower case, as it goes into identities and keys.</summary>
    public string ToLowerString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = destination.Length < TextLength ? 0 : TextLength;
        if (charsWritten == 0)
            return false;
        Write(destination[..TextLength]);
        return true;
    }

    private void Write(Span<char> text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        text[0] = '0';
        text[1] = 'x';
        var digits = text[2..];
        Convert.TryToHexStringLower(bytes, digits, out _);

        // EIP-55: a letter is upper case where the hash of the lower-case digits has a nibble of 8 or more
        Span<byte> ascii = stackalloc byte[2 * Size];
        for (var i = 0; i < ascii.Length; i++)
            ascii[i] = (byte)digits[i];
        Span<byte> hash = stackalloc byte[Keccak256.HashSize];
        Keccak256.Hash(ascii, hash);
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (i & 1) == 0 ? hash[i >> 1] >> 4 : hash[i >> 1] & 15;
            if (nibble >= 8 && digits[i] >= 'a')
                digits[i] = (char)(digits[i] - 32);
        }
    }
}
