using X402.Contracts.Tests.Token;
using X402.Evm;
using X402.Evm.Contracts;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Deployment;

/// <summary>With chain id 84532 payers that know nothing but Base Sepolia pay as they are.</summary>
public class Posing_as_base_sepolia
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("calldata_vrs"), InlineData("calldata_bytes")]
    public async Task A_payment_signed_elsewhere_for_base_sepolia_settles(string call)
    {
        var vector = Vectors.TypedData("eip3009-transferWithAuthorization");
        var message = vector.GetProperty("message");
        var payee = EvmAddress.Parse(message.GetProperty("to").GetString());
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { ChainId = DevelopmentChain.BaseSepoliaChainId }, Cancel);
        await chain.MintAsync(EvmAddress.Parse(message.GetProperty("from").GetString()), 10_000UL, cancellationToken: Cancel);

        Assert.Equal(vector.GetProperty("domain").GetProperty("verifyingContract").GetString(), chain.Token.Address);
        Assert.Equal(vector.GetProperty("domainSeparator").GetString(), await DomainSeparatorAsync(chain));
        await chain.ExecuteAsync(chain.Accounts[0].Address, chain.TokenAddress, Hex.Decode(vector.GetProperty(call).GetString()), Cancel);
        Assert.Equal(10_000UL, await chain.BalanceOfAsync(payee, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Another_chain_id_has_another_domain()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { ChainId = 4242 }, Cancel);
        Assert.Equal(DevelopmentChain.TokenAddress, chain.Token.Address);
        Assert.NotEqual(Vectors.TypedData("eip3009-transferWithAuthorization").GetProperty("domainSeparator").GetString(), await DomainSeparatorAsync(chain));

        var authorization = new TransferAuthorization(chain.Accounts[2].Address, Accounts.Fresh());
        var call = authorization.Call(await authorization.SignAsync(chain, Cancel), bytes: true);
        await chain.ExecuteAsync(chain.Accounts[0].Address, chain.TokenAddress, call, Cancel);
    }

    private static async Task<string> DomainSeparatorAsync(AnvilProcess chain) =>
        Hex.Encode((await chain.CallAsync(chain.TokenAddress, Eip3009Token.DomainSeparator(), cancellationToken: Cancel)).Data.Span);
}
