using X402.Money;

namespace X402.Evm.Transactions;

/// <summary>Reads canonical RLP from anybody: no exception, no second spelling of one value.</summary>
internal ref struct RlpReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_rest.IsEmpty)
            return false;
        if (_rest[0] < 0x80)
        {
            value = _rest[..1];
            _rest = _rest[1..];
            return true;
        }
        if (_rest[0] >= 0xc0 || !TryReadItem(0x80, out value))
            return false;
        return value is not [< 0x80];
    }

    public bool TryReadList(out RlpReader items)
    {
        items = default;
        if (_rest.IsEmpty || _rest[0] < 0xc0 || !TryReadItem(0xc0, out var body))
            return false;
        items = new(body);
        return true;
    }

    public bool TryReadInteger(out UInt256 value)
    {
        value = default;
        if (!TryReadBytes(out var bytes) || bytes.Length > 32 || bytes is [0, ..])
            return false;
        value = UInt256.FromBigEndian(bytes);
        return true;
    }

    public bool TryReadUInt64(out ulong value)
    {
        value = 0;
        return TryReadInteger(out var number) && number.TryToUInt64(out value);
    }

    private bool TryReadItem(byte offset, out ReadOnlySpan<byte> body)
    {
        body = default;
        var length = _rest[0] - offset;
        var start = 1;
        if (length > 55)
        {
            var size = length - 55;
            if (size > 4 || _rest.Length <= size || _rest[1] == 0)
                return false;
            long longLength = 0;
            for (var i = 1; i <= size; i++)
                longLength = (longLength << 8) | _rest[i];
            if (longLength <= 55 || longLength > _rest.Length)
                return false;
            length = (int)longLength;
            start = 1 + size;
        }
        if (length > _rest.Length - start)
            return false;
        body = _rest.Slice(start, length);
        _rest = _rest[(start + length)..];
        return true;
    }
}
