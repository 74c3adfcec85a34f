using Org.BouncyCastle.Crypto.Digests;
using X402.Evm.Cryptography;

namespace X402.Evm.Tests.Cryptography;

public sealed class Keccak256Tests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("transfer(address,uint256)", "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b")]
    public void Known_messages_have_their_known_hashes(string message, string expected)
    {
        Span<byte> hash = stackalloc byte[32];

        Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(message), hash);

        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void Every_length_up_to_four_blocks_agrees_with_BouncyCastle()
    {
        var random = new Random(1);
        for (var length = 0; length <= 600; length++)
        {
            AssertEqualToBouncyCastle(RandomBytes(random, length));
        }
    }

    [Fact]
    public void Long_random_messages_agree_with_BouncyCastle()
    {
        var random = new Random(2);
        for (var i = 0; i < 500; i++)
        {
            AssertEqualToBouncyCastle(RandomBytes(random, random.Next(10_000)));
        }
    }

    [Fact]
    public void A_message_in_pieces_hashes_like_the_whole_message()
    {
        var random = new Random(3);
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < 2_000; i++)
        {
            var message = RandomBytes(random, random.Next(700));
            var hasher = new Keccak256Hasher();
            for (var rest = message.AsSpan(); !rest.IsEmpty;)
            {
                var piece = random.Next(Math.Min(rest.Length, 150) + 1);
                hasher.Append(rest[..piece]);
                rest = rest[piece..];
            }

            hasher.Finish(hash);

            Assert.Equal(BouncyCastle(message), hash);
        }
    }

    [Fact]
    public void A_finished_hasher_starts_the_next_message()
    {
        Span<byte> first = stackalloc byte[32], second = stackalloc byte[32];
        var hasher = new Keccak256Hasher();

        hasher.Append([1, 2, 3]);
        hasher.Finish(first);
        hasher.Append([1, 2, 3]);
        hasher.Finish(second);

        Assert.Equal(first, second);
    }

    [Fact]
    public void The_hash_may_overwrite_its_message()
    {
        var buffer = RandomBytes(new Random(4), 200);
        var expected = BouncyCastle(buffer);

        Keccak256.Hash(buffer, buffer);

        Assert.Equal(expected, buffer.AsSpan(0, 32));
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentException>(() => Keccak256.Hash([1], new byte[31]));

    [Fact]
    public void Hashing_allocates_nothing()
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> message = stackalloc byte[1000];
        Keccak256.Hash(message, hash);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Keccak256.Hash(message, hash);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertEqualToBouncyCastle(byte[] message)
    {
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(message, hash);
        Assert.Equal(BouncyCastle(message), hash);
    }

    private static byte[] BouncyCastle(ReadOnlySpan<byte> message)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(message);
        var hash = new byte[32];
        digest.DoFinal(hash);
        return hash;
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
