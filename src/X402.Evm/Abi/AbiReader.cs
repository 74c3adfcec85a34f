using System.Text;
using X402.Money;

namespace X402.Evm.Abi;

/// <summary>
/// Reads ABI-encoded data that may come from anybody: nothing throws, no offset or length leads outside the data.
/// Arguments are addressed by their word in the head.
/// </summary>
public readonly ref struct AbiReader
{
    private readonly ReadOnlySpan<byte> _data;

    /// <summary>Reads the encoding of a tuple: returned data, or call data behind its selector.</summary>
    public AbiReader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The word at an index of the head.</summary>
    public bool TryGetWord(int index, out ReadOnlySpan<byte> word)
    {
        var valid = index >= 0 && index < _data.Length / AbiEncoder.WordSize;
        word = valid ? _data.Slice(index * AbiEncoder.WordSize, AbiEncoder.WordSize) : default;
        return valid;
    }

    /// <summary>An unsigned integer.</summary>
    public bool TryGetUInt256(int index, out UInt256 value)
    {
        var valid = TryGetWord(index, out var word);
        value = valid ? UInt256.FromBigEndian(word) : default;
        return valid;
    }

    /// <summary>An address; its unused bytes must be zero.</summary>
    public bool TryGetAddress(int index, out EvmAddress value)
    {
        value = default;
        return TryGetWord(index, out var word) && EvmAddress.TryFromWord(word, out value);
    }

    /// <summary>A <c>bytes32</c>.</summary>
    public bool TryGetBytes32(int index, out Hash32 value)
    {
        var valid = TryGetWord(index, out var word);
        value = valid ? new(word) : default;
        return valid;
    }

    /// <summary>A <c>bool</c>; anything but 0 and 1 is not one.</summary>
    public bool TryGetBool(int index, out bool value)
    {
        var valid = TryGetUInt256(index, out var number) && number <= UInt256.One;
        value = valid && !number.IsZero;
        return valid;
    }

    /// <summary>A <c>bytes</c>, without a copy.</summary>
    public bool TryGetBytes(int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryGetTail(index, out var tail) || !new AbiReader(tail).TryGetLength(0, out var length) || length > tail.Length - AbiEncoder.WordSize)
            return false;
        value = tail.Slice(AbiEncoder.WordSize, length);
        return true;
    }

    /// <summary>A <c>string</c>; bytes that are not UTF-8 become replacement characters.</summary>
    public bool TryGetString(int index, out string value)
    {
        var valid = TryGetBytes(index, out var bytes);
        value = valid ? Encoding.UTF8.GetString(bytes) : "";
        return valid;
    }

    /// <summary>A dynamic tuple, or the elements of a dynamic array behind its length.</summary>
    public bool TryGetTuple(int index, out AbiReader tuple)
    {
        var valid = TryGetTail(index, out var tail);
        tuple = new(tail);
        return valid;
    }

    /// <summary>A dynamic array: how many elements it has, and a reader whose words are their heads.</summary>
    public bool TryGetArray(int index, out int count, out AbiReader elements)
    {
        count = 0;
        elements = default;
        if (!TryGetTail(index, out var tail) || !new AbiReader(tail).TryGetLength(0, out var length))
            return false;
        var body = tail[AbiEncoder.WordSize..];
        if (length > body.Length / AbiEncoder.WordSize)
            return false;
        count = length;
        elements = new(body);
        return true;
    }

    private bool TryGetTail(int index, out ReadOnlySpan<byte> tail)
    {
        tail = default;
        if (!TryGetLength(index, out var offset) || offset > _data.Length - AbiEncoder.WordSize)
            return false;
        tail = _data[offset..];
        return true;
    }

    private bool TryGetLength(int index, out int length)
    {
        length = 0;
        if (!TryGetUInt256(index, out var value) || !value.TryToUInt64(out var narrow) || narrow > (ulong)_data.Length)
            return false;
        length = (int)narrow;
        return true;
    }
}
