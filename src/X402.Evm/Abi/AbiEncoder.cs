using X402.Money;

namespace X402.Evm.Abi;

/// <summary>
/// Encodes arguments by the contract ABI: one word per static argument in order, dynamic ones as an offset and a tail.
/// Add the arguments in order, then take <see cref="ToArray"/>. Not thread-safe.
/// </summary>
/// <example><code>new AbiEncoder(selector).Address(owner).UInt256(amount).ToArray()</code></example>
public sealed class AbiEncoder
{
    /// <summary>Length of a word.</summary>
    public const int WordSize = 32;

    private readonly byte[] _selector;
    private readonly List<Argument> _arguments = [];

    /// <summary>Arguments without a selector: a tuple or an array element.</summary>
    public AbiEncoder() => _selector = [];

    /// <summary>A call of the function with this 4-byte selector.</summary>
    public AbiEncoder(ReadOnlySpan<byte> selector) => _selector = selector.ToArray();

    private bool IsDynamic => _arguments.Exists(argument => argument.IsDynamic);

    /// <summary>Adds an address.</summary>
    public AbiEncoder Address(EvmAddress value)
    {
        var word = new byte[WordSize];
        value.WriteWord(word);
        return Add(word, dynamic: false);
    }

    /// <summary>Adds a <c>uint256</c> or any smaller unsigned integer.</summary>
    public AbiEncoder UInt256(UInt256 value)
    {
        var word = new byte[WordSize];
        value.WriteBigEndian(word);
        return Add(word, dynamic: false);
    }

    /// <summary>Adds a <c>bytes32</c>.</summary>
    public AbiEncoder Bytes32(Hash32 value) => Add(value.ToArray(), dynamic: false);

    /// <summary>Adds a <c>bool</c>.</summary>
    public AbiEncoder Bool(bool value) => UInt256(value ? 1UL : 0);

    /// <summary>Adds a <c>bytes</c> or <c>string</c>.</summary>
    public AbiEncoder Bytes(ReadOnlySpan<byte> value)
    {
        var tail = new byte[WordSize + PaddedLength(value.Length)];
        ((UInt256)(ulong)value.Length).WriteBigEndian(tail);
        value.CopyTo(tail.AsSpan(WordSize));
        return Add(tail, dynamic: true);
    }

    /// <summary>Adds a tuple.</summary>
    public AbiEncoder Tuple(AbiEncoder members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return Add(members.ToArray(), members.IsDynamic);
    }

    /// <summary>Adds a dynamic array of tuples of one type.</summary>
    public AbiEncoder Array(IReadOnlyList<AbiEncoder> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var body = new AbiEncoder();
        foreach (var element in elements)
            body.Tuple(element);
        var encoded = body.ToArray();
        var tail = new byte[WordSize + encoded.Length];
        ((UInt256)(ulong)elements.Count).WriteBigEndian(tail);
        encoded.CopyTo(tail.AsSpan(WordSize));
        return Add(tail, dynamic: true);
    }

    /// <summary>The encoding, with the selector in front if there is one.</summary>
    public byte[] ToArray()
    {
        var headLength = 0;
        var length = 0;
        foreach (var argument in _arguments)
        {
            headLength += argument.IsDynamic ? WordSize : argument.Data.Length;
            length += argument.IsDynamic ? WordSize + argument.Data.Length : argument.Data.Length;
        }

        var result = new byte[_selector.Length + length];
        _selector.CopyTo(result, 0);
        var body = result.AsSpan(_selector.Length);
        var head = 0;
        var tail = headLength;
        foreach (var argument in _arguments)
        {
            if (argument.IsDynamic)
            {
                ((UInt256)(ulong)tail).WriteBigEndian(body[head..]);
                argument.Data.CopyTo(body[tail..]);
                head += WordSize;
                tail += argument.Data.Length;
            }
            else
            {
                argument.Data.CopyTo(body[head..]);
                head += argument.Data.Length;
            }
        }
        return result;
    }

    internal static int PaddedLength(int length) => (length + WordSize - 1) / WordSize * WordSize;

    private AbiEncoder Add(byte[] data, bool dynamic)
    {
        _arguments.Add(new(data, dynamic));
        return this;
    }

    private readonly record struct Argument(byte[] Data, bool IsDynamic);
}
