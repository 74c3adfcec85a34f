using X402.Evm;
using X402.Evm.Rpc;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>The tokens that tests use to see whether somebody trusts a token too much.</summary>
public class Misbehaving_tokens(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly EvmAddress _payer = anvil.Chain.Accounts[2].Address;
    private readonly EvmAddress _relayer = anvil.Chain.Accounts[0].Address;
    private readonly EvmAddress _payee = Accounts.Fresh();

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
        var pause = CompiledContract.Load("RevertingDollar").Call("setPaused(bool)").Bool(true).ToArray();
        await _chain.ExecuteAsync(_relayer, _chain.TokenAddress, pause, Cancel);

        var next = new TransferAuthorization(_payer, _payee);
        var call = next.Call(await next.SignAsync(_chain, Cancel), bytes: false);
        Assert.False((await _chain.CallAsync(_chain.TokenAddress, call, cancellationToken: Cancel)).Succeeded);
    });

    private async Task WithTokenAsync(string contract, Func<Task> test)
    {
        var snapshot = await _chain.SnapshotAsync(Cancel);
        await _chain.ReplaceTokenAsync(contract, Cancel);
        await test();
        await _chain.RevertAsync(snapshot, Cancel);
    }

    private async Task<TransactionReceipt> SettleAsync(TransferAuthorization authorization) =>
        await _chain.ExecuteAsync(_relayer, _chain.TokenAddress, authorization.Call(await authorization.SignAsync(_chain, Cancel), bytes: false), Cancel);
}
