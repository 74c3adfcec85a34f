using X402.Contracts.Chain;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>The tokens that tests use to see whether somebody trusts a token too much.</summary>
public class Misbehaving_tokens(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly string _payer = anvil.Chain.Accounts[2].Address;
    private readonly string _relayer = anvil.Chain.Accounts[0].Address;
    private readonly string _payee = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_silent_one_uses_the_nonce_up_and_moves_nothing() => await WithTokenAsync("SilentDollar", async () =>
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var receipt = await SettleAsync(authorization);

        Assert.Equal([EventTopics.AuthorizationUsed], EventTopics.Of(receipt));
        Assert.True(await _chain.IsAuthorizationUsedAsync(_payer, authorization.Nonce, cancellationToken: Cancel));
        Assert.Equal(UInt256.Zero, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    });

    [Fact]
    public async Task The_fee_taking_one_pays_less_than_was_signed() => await WithTokenAsync("FeeTakingDollar", async () =>
    {
        await SettleAsync(new TransferAuthorization(_payer, _payee));
        Assert.Equal(9_900UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    });

    [Fact]
    public async Task The_reverting_one_reverts_when_it_is_told_to() => await WithTokenAsync("RevertingDollar", async () =>
    {
        await SettleAsync(new TransferAuthorization(_payer, _payee));
        var pause = CompiledContract.Load("RevertingDollar").Selector("setPaused(bool)") + AbiHex.Word(1);
        await _chain.ExecuteAsync(_relayer, _chain.Token.Address, pause, Cancel);

        var next = new TransferAuthorization(_payer, _payee);
        var call = next.CallWithVrs(await next.SignAsync(_chain, Cancel));
        await Assert.ThrowsAsync<ChainErrorException>(() => _chain.CallAsync(_chain.Token.Address, call, cancellationToken: Cancel));
    });

    private async Task WithTokenAsync(string contract, Func<Task> test)
    {
        var snapshot = await _chain.SnapshotAsync(Cancel);
        await _chain.ReplaceTokenAsync(contract, Cancel);
        await test();
        await _chain.RevertAsync(snapshot, Cancel);
    }

    private async Task<System.Text.Json.JsonElement> SettleAsync(TransferAuthorization authorization) =>
        await _chain.ExecuteAsync(_relayer, _chain.Token.Address, authorization.CallWithVrs(await authorization.SignAsync(_chain, Cancel)), Cancel);
}
