using X402.Contracts.Chain;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>Payers with code decide themselves what their signature is (EIP-1271, EIP-7702).</summary>
public class Contract_payers(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly DevelopmentAccount _owner = anvil.Chain.Accounts[4];
    private readonly string _relayer = anvil.Chain.Accounts[0].Address;
    private readonly string _payee = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_smart_account_pays_with_its_owners_signature(bool bytes)
    {
        var wallet = await FundedAsync(await _chain.DeployWalletAsync(_owner.Address, Cancel));
        var authorization = new TransferAuthorization(wallet, _payee) { Signer = _owner.Address };
        var call = authorization.Call(await authorization.SignAsync(_chain, Cancel), bytes);

        await _chain.ExecuteAsync(_relayer, _chain.Token.Address, call, Cancel);

        Assert.Equal(10_000UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
        await AssertRefusedAsync("authorization is used or canceled", call);
    }

    [Fact]
    public async Task A_smart_account_refuses_a_strangers_signature()
    {
        var wallet = await FundedAsync(await _chain.DeployWalletAsync(_owner.Address, Cancel));
        await AssertRefusedAsync("invalid signature", await CallAsync(wallet, signer: _chain.Accounts[5].Address));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public async Task A_smart_account_that_says_no_reverts_or_answers_too_little_does_not_pay(int manner)
    {
        var wallet = await FundedAsync(await _chain.DeployAsync("RefusingWallet", AbiHex.Word(manner), Cancel));
        await AssertRefusedAsync("invalid signature", await CallAsync(wallet, signer: _owner.Address));
    }

    [Fact]
    public async Task A_delegated_account_pays_when_its_delegate_agrees()
    {
        var payer = _chain.Accounts[6].Address;
        await _chain.DelegateAsync(payer, await _chain.DeployWalletAsync($"0x{0:x40}", Cancel), Cancel);

        await _chain.ExecuteAsync(_relayer, _chain.Token.Address, await CallAsync(payer, signer: payer), Cancel);

        Assert.Equal(10_000UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_delegated_account_does_not_pay_with_its_key_when_its_delegate_refuses()
    {
        var payer = _chain.Accounts[7].Address;
        await _chain.DelegateAsync(payer, await _chain.DeployAsync("RefusingWallet", AbiHex.Word(0), Cancel), Cancel);

        await AssertRefusedAsync("invalid signature", await CallAsync(payer, signer: payer));
    }

    private async Task<string> CallAsync(string payer, string signer)
    {
        var authorization = new TransferAuthorization(payer, _payee) { Signer = signer };
        return authorization.CallWithBytes(await authorization.SignAsync(_chain, Cancel));
    }

    private async Task<string> FundedAsync(string wallet)
    {
        await _chain.MintAsync(wallet, 1_000_000UL, cancellationToken: Cancel);
        return wallet;
    }

    private Task AssertRefusedAsync(string reason, string call) =>
        _chain.AssertRevertsAsync(reason, _chain.Token.Address, call, _relayer, Cancel);
}
