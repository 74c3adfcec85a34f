using Microsoft.Extensions.DependencyInjection;
using X402.Client.Tests.Support;
using X402.Evm;
using X402.Evm.Schemes.Exact;
using X402.Protocol;
using X402.Schemes;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Client.Tests;

public sealed class RealSignatureTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AnvilProcess Chain => fixture.Chain;

    [Fact]
    public async Task A_client_with_a_key_buys_and_the_money_moves_on_chain()
    {
        var selling = new ChainShop(Chain);
        await using var shop = await Shop.OpenAsync(selling.ServeAsync);
        var (payer, payee) = (Chain.Accounts[2], Chain.Accounts[1]);
        var services = new ServiceCollection();
        services.AddHttpClient("shop").AddX402Payments(o => o.LimitTotal("$0.01")).AddEvmSigner(payer.PrivateKey);
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
        var before = await Chain.BalanceOfAsync(payee.Address, cancellationToken: Ct);

        using var result = await client.BuyAsync(shop.Url);
        using var second = await client.BuyAsync(shop.Url);

        Assert.Null(result.Failure);
        Assert.Equal(payer.Address.ToString(), result.Receipt?.Payer, ignoreCase: true);
        Assert.Equal(before + 10_000UL, await Chain.BalanceOfAsync(payee.Address, cancellationToken: Ct));
        Assert.Equal(PurchaseOutcome.NotMade, second.Outcome);
    }

    [Fact]
    public async Task The_chain_tells_what_became_of_an_authorization()
    {
        var selling = new ChainShop(Chain);
        var client = new ExactEvmClient(PrivateKeySigner.FromHex(Chain.Accounts[3].PrivateKey), TimeProvider.System, new());
        var evidence = new ExactEvmEvidence(Chain.Network, Chain.Rpc);
        var offer = Offers.Required(null, selling.Offer);
        var used = await client.SignAsync(selling.Offer, offer, Ct);
        var unused = await client.SignAsync(selling.Offer, offer, Ct);

        Assert.Equal(AuthorizationFate.Pending, await evidence.FindAsync(used.Identity, Ct));
        var verdict = await new ExactEvmVerifier(Chain.Network, Chain.Rpc, TimeProvider.System, new()).VerifyAsync(new FacilitatorRequest(2, used.Payload, selling.Offer), Ct);
        await selling.SettleAsync(verdict.Payment!);
        Assert.Equal(AuthorizationFate.Settled, await evidence.FindAsync(used.Identity, Ct));

        // expired, but not yet at a final block: it may have been used in a block that is about to be reorganised away
        var snapshot = await Chain.SnapshotAsync(Ct);
        await Chain.AdvanceTimeAsync(TimeSpan.FromMinutes(10), Ct);
        Assert.Equal(AuthorizationFate.Pending, await evidence.FindAsync(unused.Identity, Ct));
        await Chain.MineAsync(100, Ct);
        Assert.Equal(AuthorizationFate.Void, await evidence.FindAsync(unused.Identity, Ct));
        Assert.Equal(AuthorizationFate.Settled, await evidence.FindAsync(used.Identity, Ct));
        await Chain.RevertAsync(snapshot, Ct);
    }

    [Fact]
    public async Task A_chain_that_cannot_be_asked_or_another_chain_proves_nothing()
    {
        var client = new ExactEvmClient(PrivateKeySigner.FromHex(Chain.Accounts[3].PrivateKey), TimeProvider.System, new());
        var signed = await client.SignAsync(Offers.Cent, Offers.Required(null, Offers.Cent), Ct);
        var unreachable = new ExactEvmEvidence(Chain.Network, Evm.Rpc.EvmRpcClient.Create(new() { Endpoint = new Uri("http://127.0.0.1:9") }));
        var other = new ExactEvmEvidence(Networks.NetworkId.Evm(1), Chain.Rpc);

        Assert.Equal(AuthorizationFate.Unknown, await unreachable.FindAsync(signed.Identity, Ct));
        Assert.False(other.Covers(signed.Identity.Id));
        Assert.Equal(AuthorizationFate.Unknown, await other.FindAsync(signed.Identity, Ct));
    }
}
