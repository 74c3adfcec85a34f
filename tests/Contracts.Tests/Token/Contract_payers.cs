using X402.Evm;
using X402.Evm.Abi;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>Payers with code decide themselves what their signature is (EIP-1271, EIP-7702).</summary>
public class Contract_payers(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly DevelopmentAccount _owner = anvil.Chain.Accounts[4];
    private readonly EvmAddress _relayer = anvil.Chain.Accounts[0].Address;
    private readonly EvmAddress _payee = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_smart_account_pays_with_its_owners_signature(bool bytes)
    {
        var wallet = await FundedAsync(await _chain.DeployWalletAsync(_owner.Address, Cancel));
        var authorization = new TransferAuthorization(wallet, _payee) { Signer = _owner.Address };
        var call = authorization.Call(await authorization.SignAsync(_chain, Cancel), bytes);

        await _chain.ExecuteAsync(_relayer, _chain.TokenAddress, call, Cancel);

        Assert.Equal(10_000UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
        await AssertRefusedAsync("FiatTokenV2: authorization is used or canceled", call);
    }

    [Fact]
    public async Task A_smart_account_refuses_a_strangers_signature()
    {
        var wallet = await FundedAsync(await _chain.DeployWalletAsync(_owner.Address, Cancel));
        await AssertRefusedAsync("FiatTokenV2: invalid signature", await CallAsync(wallet, signer: _chain.Accounts[5].Address));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public async Task A_smart_account_that_says_no_reverts_or_answers_too_little_does_not_pay(int manner)
    {
        var wallet = await FundedAsync(await _chain.DeployAsync("RefusingWallet", new AbiEncoder().UInt256((ulong)manner), Cancel));
        await AssertRefusedAsync("FiatTokenV2: invalid signature", await CallAsync(wallet, signer: _owner.Address));
    }

    [Fact]
    public async Task A_delegated_account_pays_when_its_delegate_agrees()
    {
        var payer = _chain.Accounts[6].Address;
        await _chain.DelegateAsync(payer, await _chain.DeployWalletAsync(EvmAddress.Zero, Cancel), Cancel);

        await _chain.ExecuteAsync(_relayer, _chain.TokenAddress, await CallAsync(payer, signer: payer), Cancel);

        Assert.Equal(10_000UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_delegated_account_does_not_pay_with_its_key_when_its_delegate_refuses()
    {
        var payer = _chain.Accounts[7].Address;
        await _chain.DelegateAsync(payer, await _chain.DeployAsync("RefusingWallet", new AbiEncoder().UInt256(0UL), Cancel), Cancel);

        await AssertRefusedAsync("FiatTokenV2: invalid signature", await CallAsync(payer, signer: payer));
    }

    private async Task<byte[]> CallAsync(EvmAddress payer, EvmAddress signer)
    {
        var authorization = new TransferAuthorization(payer, _payee) { Signer = signer };
        return authorization.Call(await authorization.SignAsync(_chain, Cancel), bytes: true);
    }

    private async Task<EvmAddress> FundedAsync(EvmAddress wallet)
    {
        await _chain.MintAsync(wallet, 1_000_000UL, cancellationToken: Cancel);
        return wallet;
    }

    private Task AssertRefusedAsync(string reason, byte[] call) =>
        _chain.AssertRevertsAsync(reason, _chain.TokenAddress, call, _relayer, Cancel);
}
