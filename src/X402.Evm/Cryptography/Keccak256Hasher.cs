using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography;

/// <summary>
/// Keccak-256 over a message that arrives in pieces: <see cref="Append"/> any number of times, then <see cref="Finish"/> once.
/// A default value is a hasher of the empty message.
/// </summary>
/// <remarks>
/// The state is 200 bytes on the stack and nothing is allocated; pass it by <c>ref</c>, because a copy is a fork of the hash.
/// <b>Thread safety:</b> none, being a <c>ref struct</c>.
/// </remarks>
public ref struct Keccak256Hasher
{
    // 1600 bits of state, of which twice the hash length (512) is capacity: 1088 bits = 136 bytes are absorbed per permutation.
    private const int Rate = 136;

    private KeccakState _state;
    private int _position;

    /// <summary>Appends <paramref name="data"/> to the message.</summary>
    /// <param name="data">Any length, also empty.</param>
    public void Append(scoped ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if ((_position & 7) == 0 && data.Length >= 8)
            {
                data = data[AbsorbLanes(data)..];
            }
            else
            {
                AbsorbByte(data[0]);
                data = data[1..];
            }
        }
    }

    /// <summary>
    /// Ends the message, writes its hash into the first 32 bytes of <paramref name="destination"/>
    /// and makes the hasher ready for the next message.
    /// </summary>
    /// <param name="destination">At least <see cref="Keccak256.HashSize"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void Finish(scoped Span<byte> destination)
    {
        if (destination.Length < Keccak256.HashSize)
        {
            throw new ArgumentException("A Keccak-256 hash needs 32 bytes.", nameof(destination));
        }

        // Padding 10*1: the first bit directly after the message, the last one at the end of the block.
        _state[_position >> 3] ^= 1UL << (8 * (_position & 7));
        _state[(Rate / 8) - 1] ^= 1UL << 63;
        _state.Permute();

        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(8 * i)..], _state[i]);
        }

        this = default;
    }

    private int AbsorbLanes(scoped ReadOnlySpan<byte> data)
    {
        var lane = _position >> 3;
        var lanes = Math.Min((Rate / 8) - lane, data.Length >> 3);
        for (var i = 0; i < lanes; i++)
        {
            _state[lane + i] ^= BinaryPrimitives.ReadUInt64LittleEndian(data[(8 * i)..]);
        }

        Advance(8 * lanes);
        return 8 * lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AbsorbByte(byte value)
    {
        _state[_position >> 3] ^= (ulong)value << (8 * (_position & 7));
        Advance(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(int bytes)
    {
        _position += bytes;
        if (_position == Rate)
        {
            _state.Permute();
            _position = 0;
        }
    }
}
