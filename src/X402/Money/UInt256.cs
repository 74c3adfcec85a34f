using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace X402.Money;

/// <summary>
/// An unsigned 256-bit integer: the number type of token amounts (in atomic units), nonces and EVM words.
/// Arithmetic is checked; nothing wraps around and nothing is rounded.
/// </summary>
public readonly partial struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>The most decimal digits a value can have.</summary>
    public const int MaxDecimalDigits = 78;

    // little-endian limbs
    private readonly ulong _u0, _u1, _u2, _u3;

    private UInt256(ulong u0, ulong u1, ulong u2, ulong u3) => (_u0, _u1, _u2, _u3) = (u0, u1, u2, u3);

    /// <summary>0.</summary>
    public static UInt256 Zero => default;

    /// <summary>1.</summary>
    public static UInt256 One => new(1, 0, 0, 0);

    /// <summary>2^256 - 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (_u0 | _u1 | _u2 | _u3) == 0;

    /// <summary>Widens a 64-bit value.</summary>
    public static implicit operator UInt256(ulong value) => new(value, 0, 0, 0);

    /// <summary>Narrows to 64 bits.</summary>
    /// <exception cref="OverflowException">The value does not fit.</exception>
    public static explicit operator ulong(UInt256 value) =>
        value.TryToUInt64(out var narrow) ? narrow : throw new OverflowException("The value does not fit into 64 bits.");

    /// <summary>Converts to an arbitrary-precision integer.</summary>
    public static explicit operator BigInteger(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Converts from an arbitrary-precision integer.</summary>
    /// <exception cref="OverflowException">The value is negative or does not fit into 256 bits.</exception>
    public static explicit operator UInt256(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[32];
        if (value.Sign < 0 || !value.TryWriteBytes(bytes, out var written, isUnsigned: true, isBigEndian: true))
            throw new OverflowException("The value does not fit into 256 unsigned bits.");
        return FromBigEndian(bytes[..written]);
    }

    /// <summary>Adds.</summary>
    /// <exception cref="OverflowException">The sum does not fit into 256 bits.</exception>
    public static UInt256 operator +(UInt256 left, UInt256 right) =>
        TryAdd(left, right, out var sum) ? sum : throw new OverflowException("The sum does not fit into 256 bits.");

    /// <summary>Subtracts.</summary>
    /// <exception cref="OverflowException"><paramref name="right"/> is greater than <paramref name="left"/>.</exception>
    public static UInt256 operator -(UInt256 left, UInt256 right)
    {
        if (left < right)
            throw new OverflowException("The difference is negative.");
        var u0 = left._u0 - right._u0;
        var borrow = left._u0 < right._u0 ? 1UL : 0;
        var u1 = SubtractLimb(left._u1, right._u1, ref borrow);
        var u2 = SubtractLimb(left._u2, right._u2, ref borrow);
        var u3 = SubtractLimb(left._u3, right._u3, ref borrow);
        return new(u0, u1, u2, u3);
    }

    /// <summary>Multiplies by a small factor.</summary>
    /// <exception cref="OverflowException">The product does not fit into 256 bits.</exception>
    public static UInt256 operator *(UInt256 left, ulong right) =>
        TryMultiplyAdd(left, right, 0, out var product) ? product : throw new OverflowException("The product does not fit into 256 bits.");

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    /// <summary>Less than.</summary>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    /// <summary>Adds without throwing.</summary>
    /// <returns>Whether the sum fits into 256 bits.</returns>
    public static bool TryAdd(UInt256 left, UInt256 right, out UInt256 sum)
    {
        var u0 = left._u0 + right._u0;
        var carry = u0 < left._u0 ? 1UL : 0;
        var u1 = AddLimb(left._u1, right._u1, ref carry);
        var u2 = AddLimb(left._u2, right._u2, ref carry);
        var u3 = AddLimb(left._u3, right._u3, ref carry);
        sum = new(u0, u1, u2, u3);
        return carry == 0;
    }

    /// <summary>Narrows to 64 bits without throwing.</summary>
    public bool TryToUInt64(out ulong value)
    {
        value = _u0;
        return (_u1 | _u2 | _u3) == 0;
    }

    /// <summary>Reads at most 32 big-endian bytes; none are 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 32 bytes.</exception>
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, 32, nameof(bytes));
        Span<byte> word = stackalloc byte[32];
        word[..(32 - bytes.Length)].Clear();
        bytes.CopyTo(word[(32 - bytes.Length)..]);
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(word[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(word[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(word[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(word));
    }

    /// <summary>Writes exactly 32 big-endian bytes, the EVM word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is shorter than 32 bytes.</exception>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _u3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _u2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _u1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _u0);
    }

    /// <inheritdoc/>
    public int CompareTo(UInt256 other)
    {
        if (_u3 != other._u3)
            return _u3.CompareTo(other._u3);
        if (_u2 != other._u2)
            return _u2.CompareTo(other._u2);
        return _u1 != other._u1 ? _u1.CompareTo(other._u1) : _u0.CompareTo(other._u0);
    }

    /// <inheritdoc/>
    public bool Equals(UInt256 other) => _u0 == other._u0 && _u1 == other._u1 && _u2 == other._u2 && _u3 == other._u3;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_u0, _u1, _u2, _u3);

    private static bool TryMultiplyAdd(UInt256 value, ulong factor, ulong addend, out UInt256 result)
    {
        var carry = addend;
        var u0 = MultiplyLimb(value._u0, factor, ref carry);
        var u1 = MultiplyLimb(value._u1, factor, ref carry);
        var u2 = MultiplyLimb(value._u2, factor, ref carry);
        var u3 = MultiplyLimb(value._u3, factor, ref carry);
        result = new(u0, u1, u2, u3);
        return carry == 0;
    }

    private static ulong MultiplyLimb(ulong limb, ulong factor, ref ulong carry)
    {
        var high = Math.BigMul(limb, factor, out var low);
        low += carry;
        carry = high + (low < carry ? 1UL : 0);
        return low;
    }

    private static ulong AddLimb(ulong left, ulong right, ref ulong carry)
    {
        var sum = left + right;
        var overflow = sum < left ? 1UL : 0;
        var total = sum + carry;
        carry = overflow + (total < sum ? 1UL : 0);
        return total;
    }

    private static ulong SubtractLimb(ulong left, ulong right, ref ulong borrow)
    {
        var difference = left - right;
        var underflow = left < right ? 1UL : 0;
        var total = difference - borrow;
        borrow = underflow + (difference < borrow ? 1UL : 0);
        return total;
    }
}
