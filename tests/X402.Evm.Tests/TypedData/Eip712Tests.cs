using System.Text.Json;
using X402.Evm.Cryptography;
using X402.Evm.TypedData;

namespace X402.Evm.Tests.TypedData;

public class Eip712Tests
{
    public static TheoryData<string> Names => [.. Vectors.Section("typedData").Select(vector => vector.Text("name"))];

    public static TheoryData<string> Transfers =>
        [.. Vectors.Section("typedData").Where(vector => vector.Text("primaryType") == "TransferWithAuthorization").Select(vector => vector.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_digest_is_that_of_the_reference(string name)
    {
        var vector = Vectors.TypedData(name);
        var structHash = TypedDataJson.HashStruct(vector.Text("encodeType"), vector.GetProperty("message"));
        var domain = Domain(vector);
        Assert.Equal(vector.Text("structHash"), structHash.ToString());
        Assert.Equal(vector.Text("domainSeparator"), domain.Separator.ToString());
        Assert.Equal(vector.Text("digest"), domain.Digest(structHash).ToString());
    }

    [Theory]
    [MemberData(nameof(Transfers))]
    public async Task Signing_an_authorization_gives_the_bytes_of_the_reference(string name)
    {
        var vector = Vectors.TypedData(name);
        var authorization = Vectors.Authorization(vector);
        Assert.Equal(vector.Text("structHash"), authorization.HashStruct().ToString());
        Assert.Equal(vector.Text("encodeType"), authorization.EncodedType);

        using var signer = new PrivateKeySigner(new Secp256k1PrivateKey(Vectors.PrivateKey(vector.Text("signer"))));
        var signature = await signer.SignAsync(Domain(vector), authorization, TestContext.Current.CancellationToken);
        Assert.Equal(vector.Text("signature"), Hex.Encode(signature));
        Assert.True(EvmSignature.TryRecover(Domain(vector).Digest(authorization.HashStruct()), signature, out var recovered));
        Assert.Equal(EvmAddress.Parse(vector.Text("signerAddress")), recovered);
    }

    [Theory]
    [InlineData("highS")]
    [InlineData("v0or1")]
    [InlineData("compact64")]
    [InlineData("truncated64")]
    public void A_signature_of_another_form_recovers_nobody(string kind)
    {
        var vector = Vectors.TypedData("eip3009-transferWithAuthorization");
        var signature = Hex.Decode(vector.GetProperty("negative").Text(kind));
        Assert.False(EvmSignature.TryRecover(Hash32.Parse(vector.Text("digest")), signature, out _));
    }

    [Fact]
    public void A_digest_with_a_known_domain_allocates_nothing()
    {
        var vector = Vectors.TypedData("eip3009-transferWithAuthorization");
        var (domain, authorization) = (Domain(vector), Vectors.Authorization(vector));
        domain.Digest(authorization.HashStruct());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            domain.Digest(authorization.HashStruct());
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Eip712Domain Domain(JsonElement vector)
    {
        var domain = vector.GetProperty("domain");
        return new(
            domain.Text("name"),
            domain.TryGetProperty("version", out var version) ? version.GetString() : null,
            domain.GetProperty("chainId").GetUInt64(),
            domain.TryGetProperty("verifyingContract", out var contract) ? EvmAddress.Parse(contract.GetString()) : null);
    }
}
