using System.Text.Json.Nodes;
using X402.Evm.Schemes.Exact;
using X402.Evm.Tests.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Money;
using X402.TestSupport;

namespace X402.Evm.Tests.TypedData;

[Collection(ChainCollection.Name)]
public class Eip712JsonTests(AnvilFixture fixture)
{
    [Theory]
    [InlineData("X402 Development Dollar", "1", true)]
    [InlineData("USD\u20AE0 \"quoted\" <&>", null, true)]
    [InlineData("No contract", "2", false)]
    public async Task A_wallet_that_gets_the_JSON_signs_what_we_would_sign(string name, string? version, bool hasContract)
    {
        var payer = fixture.Chain.Accounts[4];
        var domain = new Eip712Domain(name, version, fixture.Chain.ChainId, hasContract ? fixture.Chain.TokenAddress : null);
        var message = new Eip3009Authorization(payer.Address, fixture.Chain.Accounts[1].Address, UInt256.MaxValue, 0UL, 1_900_000_000UL, Hash32.Keccak("nonce"u8));

        var theirs = await fixture.Chain.SignTypedDataAsync(payer.Address, JsonNode.Parse(Eip712Json.Write(domain, message))!.AsObject(), TestContext.Current.CancellationToken);
        using var signer = PrivateKeySigner.FromHex(payer.PrivateKey);
        Assert.Equal(Hex.Encode(await signer.SignAsync(domain, message, TestContext.Current.CancellationToken)), Hex.Encode(theirs));
    }
}
