using X402.Evm.Cryptography;

namespace X402.Evm.Tests.Cryptography;

public sealed class PrivateKeyTests
{
    private const string Order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    private const string LastKey = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";

    public static TheoryData<string, string, string> Accounts => ConformanceVectors.Accounts();

    public static TheoryData<string, string, string, string> Signatures => ConformanceVectors.Signatures();

    [Theory]
    [MemberData(nameof(Accounts))]
    public void A_key_has_its_known_address(string name, string key, string address)
    {
        using var privateKey = new Secp256k1PrivateKey(ConformanceVectors.Bytes(key));

        Assert.Equal(ConformanceVectors.Bytes(address), privateKey.Address);
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public void A_signature_equals_the_deterministic_one_of_other_implementations(string name, string key, string digest, string signature)
    {
        using var privateKey = new Secp256k1PrivateKey(ConformanceVectors.Bytes(key));
        Span<byte> signed = stackalloc byte[65];

        privateKey.Sign(ConformanceVectors.Bytes(digest), signed);

        Assert.Equal(signature, $"0x{Convert.ToHexStringLower(signed)}");
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Signatures_are_low_s_and_lead_back_to_their_key()
    {
        var random = new Random(11);
        Span<byte> digest = stackalloc byte[32], signature = stackalloc byte[65], address = stackalloc byte[20];
        for (var i = 0; i < 200; i++)
        {
            using var key = Secp256k1PrivateKey.Generate();
            random.NextBytes(digest);

            key.Sign(digest, signature);

            Assert.True(Secp256k1.IsLowS(signature[32..64]));
            Assert.InRange(signature[64], 27, 28);
            Assert.True(Secp256k1.TryRecoverAddress(digest, signature[..32], signature[32..64], signature[64] - 27, address));
            Assert.Equal(key.Address, address);
        }
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData(LastKey)]
    [InlineData(Order)]
    public void Extreme_digests_are_signed_and_recovered(string digest)
    {
        using var key = new Secp256k1PrivateKey(ConformanceVectors.Bytes(LastKey));
        Span<byte> signature = stackalloc byte[65], address = stackalloc byte[20];

        key.Sign(ConformanceVectors.Bytes(digest), signature);

        Assert.True(Secp256k1.TryRecoverAddress(
            ConformanceVectors.Bytes(digest), signature[..32], signature[32..64], signature[64] - 27, address));
        Assert.Equal(key.Address, address);
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0x01")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(Order)]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Bytes_that_are_no_key_are_refused_without_repeating_them(string key)
    {
        var error = Assert.Throws<ArgumentException>(() => new Secp256k1PrivateKey(ConformanceVectors.Bytes(key)));

        Assert.True(key.Length < 10 || !error.Message.Contains(key[2..], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_key_never_prints_itself()
    {
        var bytes = Enumerable.Repeat((byte)0xab, 32).ToArray();
        using var key = new Secp256k1PrivateKey(bytes);

        Assert.DoesNotContain("abab", key.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Convert.ToHexStringLower(key.Address), key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_key_does_not_sign_and_is_wiped()
    {
        var key = Secp256k1PrivateKey.Generate();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign(new byte[32], new byte[65]));
        Assert.True(key.IsWiped);
    }

    [Theory]
    [InlineData(31, 65)]
    [InlineData(33, 65)]
    [InlineData(32, 64)]
    [InlineData(32, 66)]
    public void Spans_of_a_wrong_length_are_refused(int digest, int signature)
    {
        using var key = Secp256k1PrivateKey.Generate();

        Assert.Throws<ArgumentException>(() => key.Sign(new byte[digest], new byte[signature]));
    }
}
