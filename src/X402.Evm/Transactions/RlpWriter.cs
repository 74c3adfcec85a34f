using X402.Money;

namespace X402.Evm.Transactions;

/// <summary>Writes RLP, Ethereum's serialisation of nested byte strings. Not thread-safe.</summary>
internal sealed class RlpWriter
{
    private readonly List<byte> _bytes = [];

    public RlpWriter Bytes(ReadOnlySpan<byte> value)
    {
        // a single byte below 0x80 is its own encoding
        if (value.Length == 1 && value[0] < 0x80)
        {
            _bytes.Add(value[0]);
            return this;
        }
        WriteLength(0x80, value.Length);
        foreach (var b in value)
            _bytes.Add(b);
        return this;
    }

    /// <summary>Integers are big-endian without leading zeros; zero is the empty string.</summary>
    public RlpWriter Integer(UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        return Bytes(word.TrimStart((byte)0));
    }

    public RlpWriter Address(EvmAddress value)
    {
        Span<byte> bytes = stackalloc byte[EvmAddress.Size];
        value.CopyTo(bytes);
        return Bytes(bytes);
    }

    public RlpWriter Hash(Hash32 value)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        value.CopyTo(bytes);
        return Bytes(bytes);
    }

    public RlpWriter List(RlpWriter items)
    {
        WriteLength(0xc0, items._bytes.Count);
        _bytes.AddRange(items._bytes);
        return this;
    }

    /// <summary>What was written, as one list behind a transaction type byte.</summary>
    public byte[] ToTypedList(byte type) => [type, .. new RlpWriter().List(this)._bytes];

    private void WriteLength(byte offset, int length)
    {
        if (length <= 55)
        {
            _bytes.Add((byte)(offset + length));
            return;
        }
        var size = length <= 0xff ? 1 : length <= 0xffff ? 2 : length <= 0xffffff ? 3 : 4;
        _bytes.Add((byte)(offset + 55 + size));
        for (var shift = 8 * (size - 1); shift >= 0; shift -= 8)
            _bytes.Add((byte)(length >> shift));
    }
}
